import "server-only";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import type { Instant } from "@/lib/period";
import type { WebhookEvent } from "./event";
import type { DeliveryError } from "./send";

export type Webhook = {
  id: string;
  url: string;
  events: WebhookEvent[];
  pausedAt: Instant | null;
  /** It was switched off because nothing had reached it for long. */
  isSwitchedOff: boolean;
  failingSince: Instant | null;
  /** When a message last arrived, as far as the log goes. */
  deliveredAt: Instant | null;
  waiting: number;
};

export type Delivery = {
  id: string;
  event: string;
  body: string;
  status: "waiting" | "delivered" | "failed";
  attempts: number;
  createdAt: Instant;
  lastAttemptAt: Instant | null;
  nextAttemptAt: Instant;
  httpStatus: number | null;
  error: DeliveryError | null;
};

const logged = 100;

/** The webhooks of a workspace, the oldest first; never their secrets. */
export async function webhooks({ workspaceId }: Access): Promise<Webhook[]> {
  const { rows } = await pool().query<SummaryRow>(`${summary} order by h.created_at, h.id`, [workspaceId]);
  return rows.map(webhookOf);
}

/** One of them; null: there is none. */
export async function webhookById({ workspaceId }: Access, id: string): Promise<Webhook | null> {
  const { rows } = await pool().query<SummaryRow>(`${summary} and h.id = $2`, [workspaceId, id]);
  return rows[0] ? webhookOf(rows[0]) : null;
}

/** What became of its messages, the latest first: the last hundred of 30 days. */
export async function deliveriesOf({ workspaceId }: Access, webhookId: string): Promise<Delivery[]> {
  const { rows } = await pool().query(
    `select id, event, body, status, attempts, created_at, last_attempt_at, next_attempt_at, last_status, last_error from webhook_delivery
     where workspace_id = $1 and webhook_id = $2 order by created_at desc, id limit ${logged}`,
    [workspaceId, webhookId],
  );
  return rows.map((row) => ({
    ...{ id: row.id, event: row.event, body: row.body, status: row.status, attempts: row.attempts },
    ...{ createdAt: row.created_at.getTime(), lastAttemptAt: row.last_attempt_at?.getTime() ?? null, nextAttemptAt: row.next_attempt_at.getTime() },
    ...{ httpStatus: row.last_status, error: row.last_error },
  }));
}

const summary = `select h.id, h.url, h.events, h.paused_at, h.paused_by, h.failing_since,
    (select max(d.last_attempt_at) from webhook_delivery d where d.workspace_id = h.workspace_id and d.webhook_id = h.id and d.status = 'delivered') as delivered_at,
    (select count(*)::int from webhook_delivery d where d.workspace_id = h.workspace_id and d.webhook_id = h.id and d.status = 'waiting') as waiting
  from webhook h where h.workspace_id = $1`;

type SummaryRow = {
  id: string;
  url: string;
  events: WebhookEvent[];
  paused_at: Date | null;
  paused_by: string | null;
  failing_since: Date | null;
  delivered_at: Date | null;
  waiting: number;
};

function webhookOf(row: SummaryRow): Webhook {
  return {
    ...{ id: row.id, url: row.url, events: row.events, waiting: row.waiting },
    pausedAt: row.paused_at?.getTime() ?? null,
    isSwitchedOff: row.paused_by === "system",
    failingSince: row.failing_since?.getTime() ?? null,
    deliveredAt: row.delivered_at?.getTime() ?? null,
  };
}
