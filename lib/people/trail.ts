import "server-only";
import type pg from "pg";
import { type AuditEntry, audit } from "@/lib/audit";

/** Tells every workspace of a person what they did with their account outside of any: they are accountable to each. */
export async function auditPerson(client: pg.ClientBase, userId: string, entry: Omit<AuditEntry, "target">): Promise<void> {
  const { rows } = await client.query<{ id: number }>("select workspace_id as id from membership where user_id = $1 order by workspace_id", [userId]);
  for (const { id } of rows) await audit(client, { workspaceId: id, actor: `user:${userId}` }, { ...entry, target: userId });
}
