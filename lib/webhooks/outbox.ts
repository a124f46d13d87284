import "server-only";
import type pg from "pg";
import { now } from "@/lib/clock";
import { isoInstant } from "@/lib/period";
import { isForEveryWorkspace, type WebhookEvent } from "./event";

/** What happened, as the audit trail has it: people by key, no secret. `text`: the same for a chat. */
export type Happening = { actor: string; target: string | null; before?: unknown; after?: unknown; text?: string };

/**
 * Puts an event into the outbox of each webhook that is to be told of it, in the transaction of what happened: what is rolled back is never told, and what
 * is committed is told, whatever dies meanwhile.
 */
export async function announce(client: pg.ClientBase, workspaceId: number, event: WebhookEvent, happening: Happening): Promise<void> {
  const at = now();
  // Who runs another workspace is nobody to this one.
  const isForAll = isForEveryWorkspace(event);
  const data = {
    actor: isForAll ? "system" : happening.actor,
    target: happening.target,
    before: happening.before ?? null,
    after: happening.after ?? null,
    text: happening.text,
  };
  await client.query(
    `insert into webhook_delivery (workspace_id, webhook_id, event, body, next_attempt_at, created_at)
     select h.workspace_id, h.id, $2, ${bodySql}, $4, $4 from webhook h join workspace w on w.id = h.workspace_id
     where (h.workspace_id = $1 or $6) and h.paused_at is null and $2 = any(h.events)`,
    [workspaceId, event, isoInstant(at), new Date(at), JSON.stringify(data), isForAll],
  );
}

/** The message of an event ($2) at an instant ($3) with its data ($5), in the workspace `w`. `text` is what chats such as Slack show of it. */
export const bodySql = `jsonb_build_object('type', $2::text, 'timestamp', $3::text, 'text', coalesce($5::jsonb ->> 'text', w.slug || ': ' || $2::text),
  'data', jsonb_build_object('workspace', w.slug) || ($5::jsonb - 'text'))::text`;
