import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { decimalText } from "@/lib/money";
import type { Day } from "@/lib/period";
import { valueId } from "@/lib/usage/known-name";
import { presetBaseline, type TokenRatio } from "./baseline";
import { baselineJson } from "./baseline-json";
import { bookModel } from "./book";
import { priceBook, type RecordedBaseline, recordedBaselines } from "./queries";

/** A baseline as people and programs name it. */
export type NewBaseline = {
  provider: string;
  model: string;
  /** One of both at most; neither: the workspace's. */
  team?: string | undefined;
  project?: string | undefined;
  /** The local day it holds from; none: over all time. */
  from?: Day | null | undefined;
  used?: TokenRatio | undefined;
  low?: TokenRatio | undefined;
  high?: TokenRatio | undefined;
};

type From = { address?: string | undefined };

/** Names a baseline; earlier ones stay in the history. Throws `unknown_model`, `invalid_input` for a team or project that no usage counts under. */
export async function recordBaseline(access: Access, named: NewBaseline, { address }: From = {}): Promise<RecordedBaseline> {
  const { used = presetBaseline.used, low = presetBaseline.low, high = presetBaseline.high } = named;
  const model = bookModel(await priceBook(), named.provider, named.model);
  if (!model) throw new Refusal("unknown_model", `no model ${named.provider}/${named.model} in the price book`);
  const [team, project] = [await valueId(access, "team", named.team), await valueId(access, "project", named.project)];
  return transaction(async (client) => {
    const ks = [used.in, used.out, low.in, low.out, high.in, high.out].map(decimalText);
    const { rows } = await client.query<{ id: number }>(
      `insert into baseline
         (workspace_id, team_id, project_id, provider, model, k_in, k_out, k_in_low, k_out_low, k_in_high, k_out_high, starts_on, recorded_at, recorded_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning id`,
      [access.workspaceId, team, project, model.provider, model.id, ...ks, named.from ?? null, new Date(now()), access.actor],
    );
    const recorded = await found(access, rows[0]?.id ?? 0, client);
    await audit(client, access, {
      action: "baseline.recorded",
      target: `${model.provider}/${model.id}`,
      after: baselineJson(recorded),
      address,
    });
    return recorded;
  });
}

/** Takes a baseline out of force; it stays in the history. Throws `not_found`, `rule_not_in_force`. */
export async function withdrawBaseline(access: Access, id: number, { address }: From = {}): Promise<RecordedBaseline> {
  return transaction(async (client) => {
    const before = await found(access, id, client);
    const { rowCount } = await client.query(
      "update baseline set withdrawn_at = $3, withdrawn_by = $4 where workspace_id = $1 and id = $2 and withdrawn_at is null",
      [access.workspaceId, id, new Date(now()), access.actor],
    );
    if (!rowCount) throw new Refusal("rule_not_in_force", `baseline ${id} was withdrawn before`);
    const withdrawn = await found(access, id, client);
    const { provider, model } = before.baseline;
    await audit(client, access, {
      action: "baseline.withdrawn",
      target: `${provider}/${model}`,
      before: baselineJson(before),
      after: baselineJson(withdrawn),
      address,
    });
    return withdrawn;
  });
}

async function found(access: Access, id: number, client: pg.ClientBase) {
  const one = (await recordedBaselines(access, { client })).find(({ baseline }) => baseline.recorded?.id === id);
  if (!one) throw new Refusal("not_found", `there is no baseline ${id}`);
  return one;
}
