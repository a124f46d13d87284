import "server-only";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { decimalText } from "@/lib/money";
import { type Baseline, presetBaseline, type TokenRatio } from "./baseline";
import { bookModel } from "./book";
import { baselineOf, priceBook } from "./queries";

/** Names the workspace's baseline from now on; earlier ones stay in history. */
export async function recordBaseline(
  access: Access,
  {
    provider,
    model,
    used = presetBaseline.used,
    low = presetBaseline.low,
    high = presetBaseline.high,
  }: Pick<Baseline, "provider" | "model"> & {
    used?: TokenRatio;
    low?: TokenRatio;
    high?: TokenRatio;
  },
  { address }: { address?: string } = {},
): Promise<void> {
  const before = await baselineOf(access);
  if (!bookModel(await priceBook(), provider, model)) throw new Refusal("unknown_model", `no model ${provider}/${model} in the price book`);
  await transaction(async (client) => {
    const ks = [used.in, used.out, low.in, low.out, high.in, high.out].map(decimalText);
    await client.query(
      `insert into baseline (workspace_id, provider, model, k_in, k_out, k_in_low, k_out_low, k_in_high, k_out_high, recorded_at, recorded_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [access.workspaceId, provider, model, ...ks, new Date(now()), access.actor],
    );
    await audit(client, access, {
      action: "baseline.recorded",
      target: `${provider}/${model}`,
      before: { provider: before.provider, model: before.model, preset: before.isPreset },
      after: { provider, model, k: ks },
      address,
    });
  });
}
