import "server-only";
import type { Access } from "@/lib/access";
import { now } from "@/lib/clock";
import { standingDownload } from "@/lib/closing/download";
import { standingNumber } from "@/lib/closing/queries";
import { pool } from "@/lib/db";
import { env } from "@/lib/env";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { plainText, simpleHtml } from "@/lib/letter";
import { log } from "@/lib/log";
import { type Attachment, isMailSet, sendMail } from "@/lib/mail";
import type { Month, Zone } from "@/lib/period";
import { repeat } from "@/lib/repeat";
import { type ReportFormat, reportFormats } from "@/lib/reports/format";
import { accessOfScheduler } from "@/lib/scheduler";
import { newToken, tokenHash } from "@/lib/token";
import { afterAttempt } from "@/lib/webhooks/schedule";
import { lastDue, type ReportError, type Timing } from "./schedule";

/** What somebody has taken to send; `attempts` counts this one. `recipientId` null: it is tried out. */
type Taken = {
  workspaceId: number;
  id: string;
  recipientId: string | null;
  email: string;
  month: Month;
  attempts: number;
  formats: ReportFormat[];
  locale: Locale;
  workspace: string;
  slug: string;
  timezone: Zone;
};

type Outcome = { error: ReportError | null; leftOut: ReportFormat[] };

/** Of all files of a letter: with what e-mail adds, it stays below the 20 MB that most servers take. */
export const largestLetter = 12_000_000;
/** Whoever has taken a letter and died has it taken again after this. */
const leaseMs = 10 * 60_000;
const downloadMs = 5 * 60_000;
const pollMs = 15_000;

/** Sends the reports that are due, now and from now on. Safe in any number of processes. */
export function keepSendingReports(): void {
  repeat(pollMs, "sending reports", async () => {
    await planReports();
    while ((await deliverReports()) > 0);
  });
}

/**
 * Puts a letter with the report that was due last into the outbox for each recipient of each schedule, once for each month; answers how
 * many. Whoever was down longer than a month catches up with that one only: nobody wants several old letters at once.
 */
export async function planReports(): Promise<number> {
  const at = now();
  const { rows } = await pool().query<Timing & { workspaceId: number; id: string; timezone: Zone; createdAt: Date }>(
    `select s.workspace_id as "workspaceId", s.id, s.is_working_day as "isWorkingDay", s.day, s.hour, s.created_at as "createdAt", w.timezone
     from report_schedule s join workspace w on w.id = s.workspace_id`,
  );
  let planned = 0;
  for (const { workspaceId, id, timezone, createdAt, ...timing } of rows) {
    const { month, due } = lastDue(timing, at, timezone);
    if (createdAt.getTime() > due) continue;
    const { rowCount } = await pool().query(
      `insert into report_delivery (workspace_id, schedule_id, recipient_id, email, month, next_attempt_at, created_at)
       select workspace_id, schedule_id, id, email, $3, $4, $4 from report_recipient
       where workspace_id = $1 and schedule_id = $2 and unsubscribed_at is null
       on conflict (workspace_id, recipient_id, month) do nothing`,
      [workspaceId, id, month, new Date(at)],
    );
    planned += rowCount ?? 0;
  }
  return planned;
}

/** Sends one letter whose time has come, or the one of an id, taken by one process; answers how many. */
export async function deliverReports(id: string | null = null): Promise<number> {
  const at = now();
  const { rows } = await pool().query<Taken>(
    `with due as (
       select workspace_id, id from report_delivery where status = 'waiting' and next_attempt_at <= $1 and ($3::uuid is null or id = $3)
       order by next_attempt_at limit 1 for update skip locked),
     taken as (
       update report_delivery d set attempts = d.attempts + 1, last_attempt_at = $1, next_attempt_at = $2
       from due where d.workspace_id = due.workspace_id and d.id = due.id returning d.*)
     select d.workspace_id as "workspaceId", d.id, d.recipient_id as "recipientId", d.email, d.month, d.attempts, s.formats, s.locale,
       w.name as workspace, w.slug, w.timezone
     from taken d join report_schedule s on s.workspace_id = d.workspace_id and s.id = d.schedule_id join workspace w on w.id = d.workspace_id`,
    [new Date(at), new Date(at + leaseMs), id],
  );
  for (const taken of rows) await conclude(taken, await attempt(taken));
  return rows.length;
}

async function attempt(taken: Taken): Promise<Outcome> {
  if (!isMailSet()) return { error: "mail_not_set", leftOut: [] };
  const { workspaceId, timezone, month } = taken;
  const access = accessOfScheduler({ workspaceId, timezone });
  let files: Files;
  try {
    files = await filesOf(access, taken);
  } catch (error) {
    log.warn({ err: error, workspace: workspaceId, month }, "a report could not be written for a letter");
    return { error: "report_failed", leftOut: [] };
  }
  const leftOut = files.leftOut.map((each) => each.format);
  try {
    await sendMail(await letterOf(taken, await standingNumber(access, month), files));
    return { error: null, leftOut };
  } catch (error) {
    log.warn({ err: error, workspace: workspaceId, month }, "a report could not be mailed");
    return { error: "mail_refused", leftOut };
  }
}

type Files = { attached: Attachment[]; leftOut: { format: ReportFormat; bytes: number }[] };

/** The files as the page gives them, as far as they fit into a letter; of one too large only its size is looked at. */
async function filesOf(access: Access, { month, formats, locale }: Pick<Taken, "month" | "formats" | "locale">): Promise<Files> {
  const files: Files = { attached: [], leftOut: [] };
  let room = largestLetter;
  for (const format of formats) {
    const { extension, type } = reportFormats[format];
    const asked = { locale, style: format === "csv-excel" ? ("excel" as const) : ("standard" as const) };
    const response = await standingDownload(access, `${month}.${extension}`, asked, AbortSignal.timeout(downloadMs));
    const bytes = Number(response.headers.get("content-length"));
    if (bytes > room) {
      await response.body?.cancel();
      files.leftOut.push({ format, bytes });
      continue;
    }
    room -= bytes;
    const filename = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? `${month}.${extension}`;
    files.attached.push({ filename, contentType: type, content: Buffer.from(await response.arrayBuffer()) });
  }
  return files;
}

/** The letter of an attempt, with a link of its own to unsubscribe; the database keeps its hash only. */
async function letterOf(taken: Taken, number: number | null, { attached, leftOut }: Files) {
  const { workspace, slug, month, locale, recipientId } = taken;
  const t = translatorOf(locale, "deliveries");
  const words = { workspace, month: format.month(month, locale), limit: format.bytes(largestLetter, locale) };
  const token = recipientId === null ? null : await newLink(taken);
  const letter = {
    lines: [
      t("letter.lead", words),
      number === null ? t("letter.open") : t("letter.closed", { number: String(number) }),
      ...leftOut.map((each) =>
        t("letter.tooLarge", { ...words, format: messagesOf(locale).deliveries.formats[each.format], size: format.bytes(each.bytes, locale) }),
      ),
    ],
    links: [
      { text: t("letter.page"), href: `${env.appUrl}/w/${slug}/reports/${month}` },
      ...(token ? [{ text: t("letter.unsubscribe"), href: `${env.appUrl}/unsubscribe/${token}` }] : []),
    ],
  };
  return {
    ...{ to: taken.email, subject: t("letter.subject", words), text: plainText(letter), html: simpleHtml(letter), attachments: attached },
    messageId: `<report-${taken.id}@${new URL(env.appUrl).hostname}>`,
    ...(token && { unsubscribeUrl: `${env.appUrl}/api/unsubscribe/${token}` }),
  };
}

async function newLink({ workspaceId, id }: Taken): Promise<string> {
  const token = newToken();
  await pool().query(
    "update report_delivery set unsubscribe_hashes = array_append(unsubscribe_hashes, $3::bytea) where workspace_id = $1 and id = $2",
    [...[workspaceId, id, tokenHash(token)]],
  );
  return token;
}

/** Notes what became of it. Whoever took it after us, because we were too slow, has the say. */
async function conclude({ workspaceId, id, attempts }: Taken, { error, leftOut }: Outcome): Promise<void> {
  const { status, next } = afterAttempt(attempts, error !== null, now());
  await pool().query(
    `update report_delivery set status = $4, last_error = $5, left_out = $6, next_attempt_at = coalesce($7, next_attempt_at)
     where workspace_id = $1 and id = $2 and attempts = $3 and status = 'waiting'`,
    [workspaceId, id, attempts, status, error, leftOut, next],
  );
}
