import "server-only";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import type { Locale } from "@/lib/i18n/locale";
import type { Instant } from "@/lib/period";
import type { DeliveryError } from "@/lib/webhooks/send";
import { type AlertData, type AlertEvent, alertEvents, type MailError } from "./alert";

export type AlertRecipient = { id: string; email: string; locale: Locale; events: AlertEvent[] };

/** A webhook that is told of alerts. */
export type AlertWebhook = { id: string; url: string; events: string[]; isPaused: boolean };

/** What became of telling somebody. */
type Told = {
  channel: "email" | "webhook";
  /** An e-mail address, or the address of a webhook. */
  to: string;
  status: "waiting" | "delivered" | "failed";
  attempts: number;
  error: MailError | DeliveryError | null;
  nextAttemptAt: Instant;
};

/** An alert told to somebody, or to nobody: `told` null. `data` null: a test. */
export type LoggedAlert = { id: string; at: Instant; data: AlertData | null; told: Told | null };

const mostShown = 100;

/** Who is told by e-mail, in the order they were added. */
export async function alertRecipients({ workspaceId }: Access): Promise<AlertRecipient[]> {
  const { rows } = await pool().query<AlertRecipient>(
    "select id, email, locale, events from alert_recipient where workspace_id = $1 order by created_at, id",
    [workspaceId],
  );
  return rows;
}

/** The webhooks that are told of alerts, in the order they were made. */
export async function alertWebhooks({ workspaceId }: Access): Promise<AlertWebhook[]> {
  const { rows } = await pool().query<AlertWebhook>(
    `select id, url, events, paused_at is not null as "isPaused" from webhook where workspace_id = $1 and events && $2::text[] order by created_at, id`,
    [workspaceId, alertEvents],
  );
  return rows;
}

/** What was found and whom it was told, newest first. */
export async function alertLog({ workspaceId }: Access): Promise<LoggedAlert[]> {
  const { rows } = await pool().query(
    `with told as (
       select d.id, d.alert_id, d.created_at, 'email' as channel, r.email as "to", d.status, d.attempts, d.last_error as error, d.next_attempt_at
       from alert_delivery d join alert_recipient r on r.workspace_id = d.workspace_id and r.id = d.recipient_id where d.workspace_id = $1
       union all
       select d.id, (d.body::jsonb -> 'data' ->> 'target')::int, d.created_at, 'webhook', h.url, d.status, d.attempts, d.last_error, d.next_attempt_at
       from webhook_delivery d join webhook h on h.workspace_id = d.workspace_id and h.id = d.webhook_id
       where d.workspace_id = $1 and d.event = any($2::text[]))
     select coalesce(t.id::text, a.id::text) as id, coalesce(t.created_at, a.found_at) as at, a.data,
       t.channel, t."to", t.status, t.attempts, t.error, t.next_attempt_at
     from (select * from alert where workspace_id = $1) a full join told t on t.alert_id = a.id order by 2 desc, 1 limit ${mostShown}`,
    [workspaceId, alertEvents],
  );
  return rows.map(({ id, at, data, channel, next_attempt_at, ...rest }) => ({
    ...{ id, data, at: at.getTime() },
    told: channel && {
      channel,
      to: rest.to,
      status: rest.status,
      attempts: rest.attempts,
      error: rest.error,
      nextAttemptAt: next_attempt_at.getTime(),
    },
  }));
}
