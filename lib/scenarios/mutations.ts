import "server-only";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { bookModel } from "@/lib/pricing/book";
import { priceBook } from "@/lib/pricing/queries";
import { moveJson } from "./json";
import type { Scenario } from "./scenario";

/** Who keeps scenarios, and whether those for everybody are theirs to change. */
export type Keeper = { access: Access; mayShare: boolean };

type From = { address?: string | undefined };

type New = { name: string; note: string | null; move: Scenario; isPersonal?: boolean };

/** Keeps a scenario, for everybody in the workspace unless it is personal, and answers its id. Throws `unknown_model`, `not_allowed`. */
export async function saveScenario(
  { access, mayShare }: Keeper,
  { name, note, move, isPersonal = false }: New,
  { address }: From = {},
): Promise<number> {
  if (!isPersonal && !mayShare) throw new Refusal("not_allowed");
  const { model } = move.change;
  if (model && !bookModel(await priceBook(), model.provider, model.model))
    throw new Refusal("unknown_model", `there is no model ${model.provider}/${model.model} in the price book to move to`);
  return transaction(async (client) => {
    const { rows } = await client.query<{ id: number }>(
      "insert into scenario (workspace_id, name, note, move, is_personal, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7) returning id",
      [access.workspaceId, name, note, JSON.stringify(moveJson(move)), isPersonal, new Date(now()), access.actor],
    );
    const id = rows[0]?.id ?? 0;
    if (!isPersonal)
      await audit(client, access, { action: "scenario.saved", target: String(id), after: { name, note, move: moveJson(move) }, address });
    return id;
  });
}

/** Takes a scenario away; it can be brought back. Throws `not_found`, also for one that is not theirs to change. */
export async function deleteScenario(keeper: Keeper, id: number, { address }: From = {}): Promise<void> {
  const { access } = keeper;
  await transaction(async (client) => {
    const { rows } = await client.query<Changed>(
      `update scenario set deleted_at = $5, deleted_by = $4 where ${theirs} and deleted_at is null returning name, is_personal`,
      [...whose(keeper, id), new Date(now())],
    );
    if (!rows[0]) throw new Refusal("not_found", `there is no scenario ${id}`);
    const { name, is_personal: isPersonal } = rows[0];
    if (!isPersonal) await audit(client, access, { action: "scenario.deleted", target: String(id), before: { name }, address });
  });
}

/** Brings a scenario back that was taken away. Throws as `deleteScenario`. */
export async function restoreScenario(keeper: Keeper, id: number, { address }: From = {}): Promise<void> {
  const { access } = keeper;
  await transaction(async (client) => {
    const { rows } = await client.query<Changed>(
      `update scenario set deleted_at = null, deleted_by = null where ${theirs} and deleted_at is not null returning name, is_personal`,
      whose(keeper, id),
    );
    if (!rows[0]) throw new Refusal("not_found", `there is no deleted scenario ${id}`);
    const { name, is_personal: isPersonal } = rows[0];
    if (!isPersonal) await audit(client, access, { action: "scenario.restored", target: String(id), after: { name }, address });
  });
}

type Changed = { name: string; is_personal: boolean };

/** Their own, and those for everybody where they may change these. */
const theirs = "workspace_id = $1 and id = $2 and case when is_personal then created_by = $4 else $3 end";

function whose({ access, mayShare }: Keeper, id: number): unknown[] {
  return [access.workspaceId, id, mayShare, access.actor];
}
