import "server-only";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { deliverAlerts } from "./delivery";
import type { NewRecipient } from "./schema";

const most = 20;

/** Tells somebody of alerts from now on; who is told already is told of these, in this language. Throws `invalid_input` when there are too many. */
export async function addRecipient(access: Access, { email, locale, events }: NewRecipient): Promise<string> {
  return transaction(async (client) => {
    const { rows: there } = await client.query<{ count: number }>(
      `select count(*)::int as count from alert_recipient
       where workspace_id = (select id from workspace where id = $1 for no key update) and email <> $2`,
      [access.workspaceId, email],
    );
    if ((there[0]?.count ?? 0) >= most)
      throw new Refusal("invalid_input", "email: too_many", { errors: [{ path: "email", code: "too_many", detail: `${most} at most` }] });
    const { rows } = await client.query<{ id: string }>(
      `insert into alert_recipient (workspace_id, email, locale, events, created_at, created_by) values ($1, $2, $3, $4, $5, $6)
       on conflict (workspace_id, email) do update set locale = excluded.locale, events = excluded.events returning id`,
      [access.workspaceId, email, locale, events, new Date(now()), access.actor],
    );
    const id = rows[0]?.id ?? "";
    // The address is a person's, and so not in the trail.
    await audit(client, access, { action: "alert_recipient.added", target: id, after: { locale, events } });
    return id;
  });
}

/** Tells them nothing more; what is waiting for them and their part of the log go too. Throws `not_found`. */
export async function removeRecipient(access: Access, id: string): Promise<void> {
  await transaction(async (client) => {
    const { rowCount } = await client.query("delete from alert_recipient where workspace_id = $1 and id = $2", [access.workspaceId, id]);
    if (!rowCount) throw nobody();
    await audit(client, access, { action: "alert_recipient.removed", target: id });
  });
}

/** Sends them a letter of its own and waits for what becomes of it. Throws `not_found`. */
export async function testRecipient(access: Access, id: string): Promise<void> {
  const delivery = await transaction(async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `insert into alert_delivery (workspace_id, recipient_id, next_attempt_at, created_at)
       select workspace_id, id, $3, $3 from alert_recipient where workspace_id = $1 and id = $2 returning id`,
      [access.workspaceId, id, new Date(now())],
    );
    if (!rows[0]) throw nobody();
    await audit(client, access, { action: "alert_recipient.tested", target: id });
    return rows[0].id;
  });
  await deliverAlerts(delivery);
}

function nobody(): Refusal {
  return new Refusal("not_found", "there is nobody of that id to tell");
}
