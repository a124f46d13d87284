import "server-only";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { addMonths, monthOf } from "@/lib/period";
import { tokenHash } from "@/lib/token";
import { deliverReports } from "./delivery";
import type { NewSchedule } from "./schedule";

const most = 20;

/** Sends the report of the month before from the next time on that it is due. Throws `invalid_input` when there are too many schedules. */
export async function createSchedule(access: Access, { recipients, ...schedule }: NewSchedule): Promise<string> {
  const { isWorkingDay, day, hour, formats, locale } = schedule;
  return transaction(async (client) => {
    const { rows: there } = await client.query<{ count: number }>(
      "select count(*)::int as count from report_schedule where workspace_id = (select id from workspace where id = $1 for no key update)",
      [access.workspaceId],
    );
    if ((there[0]?.count ?? 0) >= most)
      throw new Refusal("invalid_input", "when: too_many", { errors: [{ path: "when", code: "too_many", detail: `${most} at most` }] });
    const { rows } = await client.query<{ id: string }>(
      `insert into report_schedule (workspace_id, is_working_day, day, hour, formats, locale, created_at, created_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
      [access.workspaceId, isWorkingDay, day, hour, formats, locale, new Date(now()), access.actor],
    );
    const id = rows[0]?.id ?? "";
    await client.query("insert into report_recipient (workspace_id, schedule_id, email) select $1, $2, unnest($3::text[])", [
      ...[access.workspaceId, id, recipients],
    ]);
    // The addresses are people's, and so not in the trail.
    await audit(client, access, { action: "report_schedule.created", target: id, after: { ...schedule, recipients: recipients.length } });
    return id;
  });
}

/**
 * Sends as it says from now on, what is waiting too. Who is left out gets nothing more; who wanted no more stays so. Whoever has not had the
 * report that is due last by the changed time gets it at once. Throws `not_found`.
 */
export async function changeSchedule(access: Access, id: string, { recipients, ...schedule }: NewSchedule): Promise<void> {
  const { isWorkingDay, day, hour, formats, locale } = schedule;
  const its = [access.workspaceId, id];
  await transaction(async (client) => {
    const { rows } = await client.query<Omit<NewSchedule, "recipients">>(
      `select is_working_day as "isWorkingDay", day, hour, formats, locale from report_schedule where workspace_id = $1 and id = $2 for update`,
      its,
    );
    const [before] = rows;
    if (!before) throw nothing();
    await client.query(
      "update report_schedule set is_working_day = $3, day = $4, hour = $5, formats = $6, locale = $7 where workspace_id = $1 and id = $2",
      [...its, isWorkingDay, day, hour, formats, locale],
    );
    const removed = await client.query(
      "delete from report_recipient where workspace_id = $1 and schedule_id = $2 and unsubscribed_at is null and email <> all($3::text[])",
      [...its, recipients],
    );
    const added = await client.query(
      `insert into report_recipient (workspace_id, schedule_id, email) select $1, $2, unnest($3::text[])
       on conflict (workspace_id, schedule_id, email) do nothing`,
      [...its, recipients],
    );
    const after = { ...schedule, recipientsAdded: added.rowCount, recipientsRemoved: removed.rowCount };
    await audit(client, access, { action: "report_schedule.changed", target: id, before, after });
  });
}

/** Sends nothing more; what is waiting and its log go too. Throws `not_found`. */
export async function deleteSchedule(access: Access, id: string): Promise<void> {
  await transaction(async (client) => {
    const { rowCount } = await client.query("delete from report_schedule where workspace_id = $1 and id = $2", [access.workspaceId, id]);
    if (!rowCount) throw nothing();
    await audit(client, access, { action: "report_schedule.deleted", target: id });
  });
}

/** Sends the report of the month before to one address at once, and waits for what becomes of it. Throws `not_found`. */
export async function tryOut(access: Access, id: string, email: string): Promise<void> {
  const at = now();
  const delivery = await transaction(async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `insert into report_delivery (workspace_id, schedule_id, email, month, next_attempt_at, created_at)
       select workspace_id, id, $3, $4, $5, $5 from report_schedule where workspace_id = $1 and id = $2 returning id`,
      [access.workspaceId, id, email, addMonths(monthOf(at, access.timezone), -1), new Date(at)],
    );
    if (!rows[0]) throw nothing();
    await audit(client, access, { action: "report_schedule.tried", target: id });
    return rows[0].id;
  });
  await deliverReports(delivery);
}

/** Sends nothing more to whom a letter with this token was sent: what is waiting for them goes too. A token of no letter changes nothing. */
export async function unsubscribe(token: string): Promise<void> {
  await transaction(async (client) => {
    const { rows } = await client.query<{ workspaceId: number; id: string }>(
      `update report_recipient r set unsubscribed_at = $2 from report_delivery d
       where d.unsubscribe_hashes @> array[$1::bytea] and r.workspace_id = d.workspace_id and r.id = d.recipient_id and r.unsubscribed_at is null
       returning r.workspace_id as "workspaceId", r.id`,
      [tokenHash(token), new Date(now())],
    );
    const [gone] = rows;
    if (!gone) return;
    await client.query("delete from report_delivery where workspace_id = $1 and recipient_id = $2 and status = 'waiting'", [
      gone.workspaceId,
      gone.id,
    ]);
    await audit(client, { workspaceId: gone.workspaceId, actor: "system" }, { action: "report_recipient.unsubscribed", target: gone.id });
  });
}

function nothing(): Refusal {
  return new Refusal("not_found", "there is no such schedule");
}
