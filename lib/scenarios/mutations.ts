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

type From = { address?: string | undefined };

/** Keeps a scenario for the whole workspace and answers its id. Throws `unknown_model`. */
export async function saveScenario(
  access: Access,
  { name, note, move }: { name: string; note: string | null; move: Scenario },
  { address }: From = {},
): Promise<number> {
  const { model } = move.change;
  if (model && !bookModel(await priceBook(), model.provider, model.model))
    throw new Refusal("unknown_model", `there is no model ${model.provider}/${model.model} in the price book to move to`);
  return transaction(async (client) => {
    const { rows } = await client.query<{ id: number }>(
      "insert into scenario (workspace_id, name, note, move, created_at, created_by) values ($1, $2, $3, $4, $5, $6) returning id",
      [access.workspaceId, name, note, JSON.stringify(moveJson(move)), new Date(now()), access.actor],
    );
    const id = rows[0]?.id ?? 0;
    await audit(client, access, { action: "scenario.saved", target: String(id), after: { name, note, move: moveJson(move) }, address });
    return id;
  });
}

/** Takes a scenario away; it can be brought back. Throws `not_found`. */
export async function deleteScenario(access: Access, id: number, { address }: From = {}): Promise<void> {
  await transaction(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "update scenario set deleted_at = $3, deleted_by = $4 where workspace_id = $1 and id = $2 and deleted_at is null returning name",
      [access.workspaceId, id, new Date(now()), access.actor],
    );
    if (!rows[0]) throw new Refusal("not_found", `there is no scenario ${id}`);
    await audit(client, access, { action: "scenario.deleted", target: String(id), before: { name: rows[0].name }, address });
  });
}

/** Brings a scenario back that was taken away. Throws `not_found`. */
export async function restoreScenario(access: Access, id: number, { address }: From = {}): Promise<void> {
  await transaction(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "update scenario set deleted_at = null, deleted_by = null where workspace_id = $1 and id = $2 and deleted_at is not null returning name",
      [access.workspaceId, id],
    );
    if (!rows[0]) throw new Refusal("not_found", `there is no deleted scenario ${id}`);
    await audit(client, access, { action: "scenario.restored", target: String(id), after: { name: rows[0].name }, address });
  });
}
