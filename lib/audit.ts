import "server-only";
import type pg from "pg";
import type { Access } from "./access";

export type AuditEntry = { action: string; target?: string; before?: unknown; after?: unknown; address?: string };

/** Adds an entry to the trail, in the transaction of what it tells of. Holds no secret and no token. */
export async function audit(client: pg.ClientBase, access: Pick<Access, "workspaceId" | "actor">, entry: AuditEntry): Promise<void> {
  await client.query("insert into audit_entry (workspace_id, actor, action, target, before, after, address) values ($1, $2, $3, $4, $5, $6, $7)", [
    access.workspaceId,
    access.actor,
    entry.action,
    entry.target ?? null,
    entry.before === undefined ? null : JSON.stringify(entry.before),
    entry.after === undefined ? null : JSON.stringify(entry.after),
    entry.address ?? null,
  ]);
}
