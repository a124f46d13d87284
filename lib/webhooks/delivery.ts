import "server-only";
import type pg from "pg";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { pool, transaction } from "@/lib/db";
import { env } from "@/lib/env";
import { repeat } from "@/lib/repeat";
import { unseal } from "@/lib/seal";
import { afterAttempt } from "./schedule";
import { type Outcome, send } from "./send";
import { signedHeaders } from "./signature";

/** What somebody has taken to send; `attempts` counts this one. */
type Taken = { workspaceId: number; id: string; webhookId: string; body: string; attempts: number; url: string; secret: Buffer };

const atOnce = 8;
/** Of one webhook: a slow one does not hold up the others. */
const ofOne = 2;
/** Whoever has taken a message and died has it taken again after this. */
const leaseMs = 60_000;
const pollMs = 2_000;
const dayMs = 86_400_000;
/** A webhook that nothing has reached for so long is switched off. */
const patienceMs = 3 * dayMs;
const keptMs = 30 * dayMs;

/** Sends what is due, now and from now on. Safe in any number of processes: each message is taken by one. */
export function keepDelivering(): void {
  repeat(pollMs, "sending webhooks", async () => {
    while ((await deliverDue()) > 0);
  });
}

/** Sends the messages whose time has come, some at once; answers how many. */
export async function deliverDue(): Promise<number> {
  return await deliver(
    `select d.workspace_id, d.id from webhook h cross join lateral (
       select workspace_id, id, next_attempt_at from webhook_delivery d
       where d.workspace_id = h.workspace_id and d.webhook_id = h.id and d.status = 'waiting' and d.next_attempt_at <= $1
       order by next_attempt_at limit ${ofOne} for update skip locked) d
     where h.paused_at is null order by d.next_attempt_at limit ${atOnce}`,
  );
}

/** Sends one message at once, unless it is being sent or its end is known. */
export async function deliverNow(workspaceId: number, id: string): Promise<void> {
  const due = "select workspace_id, id from webhook_delivery where workspace_id = $3 and id = $4 and status = 'waiting' and next_attempt_at <= $1";
  await deliver(`${due} for update skip locked`, [workspaceId, id]);
}

async function deliver(due: string, values: unknown[] = []): Promise<number> {
  const at = now();
  const { rows } = await pool().query<Taken>(
    `with due as (${due})
     update webhook_delivery d set attempts = d.attempts + 1, last_attempt_at = $1, next_attempt_at = $2
     from due, webhook h where d.workspace_id = due.workspace_id and d.id = due.id and h.workspace_id = d.workspace_id and h.id = d.webhook_id
     returning d.workspace_id as "workspaceId", d.id, d.webhook_id as "webhookId", d.body, d.attempts, h.url, h.secret`,
    [new Date(at), new Date(at + leaseMs), ...values],
  );
  await Promise.all(rows.map(async (taken) => conclude(taken, await attempt(taken))));
  return rows.length;
}

async function attempt({ id, url, body, secret }: Taken): Promise<Outcome> {
  const opened = unseal(secret, env.authSecret, "webhook");
  if (!opened) return { status: null, error: "sealed" };
  const headers = signedHeaders(opened, { id: `msg_${id}`, seconds: Math.floor(now() / 1000), body });
  return await send({ url, body, headers }, { allowed: env.webhookAllowPrivate });
}

/** Notes what became of it: it arrived, will be tried again, or was given up. Whoever took it after us, because we were too slow, has the say. */
async function conclude(taken: Taken, { status, error }: Outcome): Promise<void> {
  const place = [taken.workspaceId, taken.id, taken.attempts];
  const { status: becomes, next } = afterAttempt(taken.attempts, error !== null, now());
  await transaction(async (client) => {
    const { rowCount } = await client.query(
      `update webhook_delivery set status = $4, last_status = $5, last_error = $6, next_attempt_at = coalesce($7, next_attempt_at)
       where workspace_id = $1 and id = $2 and attempts = $3 and status = 'waiting'`,
      [...place, becomes, status, error, next],
    );
    if (!rowCount) return;
    if (error) await noteFailure(client, taken, error === "gone");
    else await noteSuccess(client, taken);
  });
}

async function noteSuccess(client: pg.ClientBase, { workspaceId, webhookId }: Taken): Promise<void> {
  await client.query("update webhook set failing_since = null where workspace_id = $1 and id = $2 and failing_since is not null", [
    workspaceId,
    webhookId,
  ]);
  await client.query("delete from webhook_delivery where workspace_id = $1 and webhook_id = $2 and status <> 'waiting' and created_at < $3", [
    ...[workspaceId, webhookId],
    new Date(now() - keptMs),
  ]);
}

/** Switches a webhook off that has failed for long, or that says it is gone. */
async function noteFailure(client: pg.ClientBase, { workspaceId, webhookId, url }: Taken, isGone: boolean): Promise<void> {
  const at = now();
  const { rows } = await client.query<{ isOver: boolean }>(
    `update webhook set failing_since = coalesce(failing_since, $3), paused_at = case when $4 or failing_since <= $5 then $3 end,
       paused_by = case when $4 or failing_since <= $5 then 'system' end
     where workspace_id = $1 and id = $2 and paused_at is null returning paused_at is not null as "isOver"`,
    [workspaceId, webhookId, new Date(at), isGone, new Date(at - patienceMs)],
  );
  if (!rows[0]?.isOver) return;
  await audit(client, { workspaceId, actor: "system" }, { action: "webhook.switched_off", target: webhookId, before: { host: new URL(url).host } });
}
