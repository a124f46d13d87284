import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import type { Day } from "@/lib/period";

type Written = { day: Day; text: string };

/** Writes on a day, and answers the annotation's id. */
export async function annotate(access: Access, { day, text }: Written): Promise<number> {
  return transaction(async (client) => {
    const { rows } = await client.query<{ id: number }>(
      "insert into annotation (workspace_id, day, text, written_by) values ($1, $2::date, $3, $4) returning id",
      [access.workspaceId, day, text, access.actor],
    );
    const id = rows[0]?.id ?? 0;
    await audit(client, access, { action: "annotation.written", target: String(id), after: { day, text } });
    return id;
  });
}

/** Throws `not_found`. */
export async function changeAnnotation(access: Access, id: number, { day, text }: Written): Promise<void> {
  await transaction(async (client) => {
    const before = await written(client, access, id);
    await client.query("update annotation set day = $3::date, text = $4 where workspace_id = $1 and id = $2", [access.workspaceId, id, day, text]);
    await audit(client, access, { action: "annotation.changed", target: String(id), before, after: { day, text } });
  });
}

/** Takes an annotation away; it can be restored for 30 days. Throws `not_found`. */
export async function deleteAnnotation(access: Access, id: number): Promise<void> {
  await transaction(async (client) => {
    const before = await written(client, access, id);
    await client.query("update annotation set deleted_at = now() where workspace_id = $1 and id = $2 and deleted_at is null", [
      access.workspaceId,
      id,
    ]);
    await audit(client, access, { action: "annotation.deleted", target: String(id), before });
  });
}

/** Brings a deleted annotation back. Throws `not_found`. */
export async function restoreAnnotation(access: Access, id: number): Promise<void> {
  await transaction(async (client) => {
    const after = await written(client, access, id);
    await client.query("update annotation set deleted_at = null where workspace_id = $1 and id = $2", [access.workspaceId, id]);
    await audit(client, access, { action: "annotation.restored", target: String(id), after });
  });
}

async function written(client: pg.ClientBase, { workspaceId }: Access, id: number): Promise<Written> {
  const { rows } = await client.query<Written>("select day::text, text from annotation where workspace_id = $1 and id = $2 for update", [
    workspaceId,
    id,
  ]);
  if (!rows[0]) throw new Refusal("not_found", `there is no annotation ${id}`);
  return rows[0];
}
