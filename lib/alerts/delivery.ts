import "server-only";
import { now } from "@/lib/clock";
import { pool } from "@/lib/db";
import { env } from "@/lib/env";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import { plainText, simpleHtml } from "@/lib/letter";
import { log } from "@/lib/log";
import { isMailSet, sendMail } from "@/lib/mail";
import { repeat } from "@/lib/repeat";
import { afterAttempt } from "@/lib/webhooks/schedule";
import type { AlertData, MailError } from "./alert";
import { checkAlerts } from "./check";
import { messageOf } from "./message";

/** What somebody has taken to send; `attempts` counts this one. */
type Taken = {
  workspaceId: number;
  id: string;
  attempts: number;
  email: string;
  locale: Locale;
  data: AlertData | null;
  workspace: string;
  slug: string;
};

const atOnce = 4;
/** Whoever has taken a message and died has it taken again after this. */
const leaseMs = 120_000;
const pollMs = 5_000;
/** Looking reads seven weeks of spend, so a workspace that takes in usage all the time is looked at once a minute. */
const checkEvery = 12;

/** Looks for what is worth telling, and tells it, now and from now on. Safe in any number of processes. */
export function keepAlerting(): void {
  let round = 0;
  repeat(pollMs, "telling of alerts", async () => {
    if (round++ % checkEvery === 0) await checkAlerts();
    while ((await deliverAlerts()) > 0);
  });
}

/** Sends the messages whose time has come, or the one of an id, each taken by one process; answers how many. */
export async function deliverAlerts(id: string | null = null): Promise<number> {
  const at = now();
  const { rows } = await pool().query<Taken>(
    `with due as (
       select workspace_id, id from alert_delivery where status = 'waiting' and next_attempt_at <= $1 and ($3::uuid is null or id = $3)
       order by next_attempt_at limit ${atOnce} for update skip locked),
     taken as (
       update alert_delivery d set attempts = d.attempts + 1, last_attempt_at = $1, next_attempt_at = $2
       from due where d.workspace_id = due.workspace_id and d.id = due.id returning d.*)
     select d.workspace_id as "workspaceId", d.id, d.attempts, r.email, r.locale, a.data, w.name as workspace, w.slug
     from taken d join alert_recipient r on r.workspace_id = d.workspace_id and r.id = d.recipient_id join workspace w on w.id = d.workspace_id
       left join alert a on a.workspace_id = d.workspace_id and a.id = d.alert_id`,
    [new Date(at), new Date(at + leaseMs), id],
  );
  await Promise.all(rows.map(async (taken) => conclude(taken, await attempt(taken))));
  return rows.length;
}

async function attempt(taken: Taken): Promise<MailError | null> {
  if (!isMailSet()) return "mail_not_set";
  const { subject, lines, path } = messageOf(taken.data, taken);
  const letter = { lines, links: [{ text: translatorOf(taken.locale, "alerts")("letter.page"), href: env.appUrl + path }] };
  try {
    await sendMail({
      ...{ to: taken.email, subject: `${taken.workspace}: ${subject}`, text: plainText(letter), html: simpleHtml(letter) },
      messageId: `<alert-${taken.id}@${new URL(env.appUrl).hostname}>`,
    });
    return null;
  } catch (error) {
    log.warn({ err: error }, "an alert could not be mailed");
    return "mail_refused";
  }
}

/** Notes what became of it. Whoever took it after us, because we were too slow, has the say. */
async function conclude({ workspaceId, id, attempts }: Taken, error: MailError | null): Promise<void> {
  const { status, next } = afterAttempt(attempts, error !== null, now());
  await pool().query(
    `update alert_delivery set status = $4, last_error = $5, next_attempt_at = coalesce($6, next_attempt_at)
     where workspace_id = $1 and id = $2 and attempts = $3 and status = 'waiting'`,
    [workspaceId, id, attempts, status, error, next],
  );
}
