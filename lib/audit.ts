import "server-only";
import type pg from "pg";
import type { Access } from "./access";
import type { Origin } from "./request";
import { eventOfAction } from "./webhooks/event";
import { announce } from "./webhooks/outbox";

/** Holds no secret, no token and no person's name: people are named by their key, and resolved when the entry is read. */
export type AuditEntry = { action: string; target?: string; before?: unknown; after?: unknown; address?: string | undefined };

/** The chain of the installation itself, for what belongs to no workspace. */
export const installation = 0;

/**
 * Adds an entry to the trail of a workspace, in the transaction of what it tells of; the database numbers and chains it. Entries of one workspace are
 * written one after another, so this comes last in a transaction. Webhooks that ask for it are told the same.
 */
export async function audit(client: pg.ClientBase, access: Pick<Access, "workspaceId" | "actor" | "from">, entry: AuditEntry): Promise<void> {
  await client.query(
    "insert into audit_entry (workspace_id, actor, action, target, before, after, address, request_id) values ($1, $2, $3, $4, $5, $6, $7, $8)",
    [
      access.workspaceId,
      access.actor,
      entry.action,
      entry.target ?? null,
      entry.before === undefined ? null : JSON.stringify(entry.before),
      entry.after === undefined ? null : JSON.stringify(entry.after),
      (entry.address ?? access.from?.address) || null,
      access.from?.requestId ?? null,
    ],
  );
  const event = eventOfAction(entry.action);
  if (event) await announce(client, access.workspaceId, event, { ...entry, actor: access.actor, target: entry.target ?? null });
}

/** Adds an entry to the trail of the installation: the price book, sign-ins, the deletion of a workspace. */
export async function auditInstallation(client: pg.ClientBase, by: { actor: string; from?: Origin }, entry: AuditEntry): Promise<void> {
  await audit(client, { actor: by.actor, ...(by.from && { from: by.from }), workspaceId: installation }, entry);
}
