import "server-only";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import type { Locale } from "@/lib/i18n/locale";
import type { Instant, Month } from "@/lib/period";
import type { ReportFormat } from "@/lib/reports/format";
import { tokenHash } from "@/lib/token";
import type { ReportError, Timing } from "./schedule";

export type ReportSchedule = Timing & {
  id: string;
  formats: ReportFormat[];
  locale: Locale;
  recipients: { email: string; hasUnsubscribed: boolean }[];
};

export type ReportDelivery = {
  id: string;
  at: Instant;
  month: Month;
  email: string;
  /** Somebody tried it out, and it went to themselves. */
  isTest: boolean;
  status: "waiting" | "delivered" | "failed";
  attempts: number;
  nextAttemptAt: Instant;
  error: ReportError | null;
  /** What was too large for a letter. */
  leftOut: ReportFormat[];
};

const mostShown = 100;

/** The schedules of a workspace, in the order they were made. */
export async function reportSchedules({ workspaceId }: Access): Promise<ReportSchedule[]> {
  const { rows } = await pool().query<ReportSchedule>(
    `select s.id, s.is_working_day as "isWorkingDay", s.day, s.hour, s.formats, s.locale, r.recipients from report_schedule s
       cross join lateral (
         select coalesce(jsonb_agg(jsonb_build_object('email', email, 'hasUnsubscribed', unsubscribed_at is not null) order by email), '[]') as recipients
         from report_recipient r where r.workspace_id = s.workspace_id and r.schedule_id = s.id) r
     where s.workspace_id = $1 order by s.created_at, s.id`,
    [workspaceId],
  );
  return rows;
}

/** What was sent to whom, newest first. */
export async function reportDeliveries({ workspaceId }: Access): Promise<ReportDelivery[]> {
  const { rows } = await pool().query(
    `select id, created_at as at, month, email, recipient_id is null as "isTest", status, attempts, next_attempt_at as next, last_error as error, left_out as "leftOut"
     from report_delivery where workspace_id = $1 order by created_at desc, email limit ${mostShown}`,
    [workspaceId],
  );
  return rows.map(({ at, next, ...row }) => ({ ...row, at: at.getTime(), nextAttemptAt: next.getTime() }));
}

/** What a link in a letter unsubscribes from; null: it is of no letter. */
export async function subscriptionOf(token: string): Promise<{ workspace: string; email: string; hasUnsubscribed: boolean } | null> {
  const { rows } = await pool().query<{ workspace: string; email: string; hasUnsubscribed: boolean }>(
    `select w.name as workspace, r.email, r.unsubscribed_at is not null as "hasUnsubscribed" from report_delivery d
       join report_recipient r on r.workspace_id = d.workspace_id and r.id = d.recipient_id join workspace w on w.id = d.workspace_id
     where d.unsubscribe_hashes @> array[$1::bytea]`,
    [tokenHash(token)],
  );
  return rows[0] ?? null;
}
