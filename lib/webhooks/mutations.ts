import "server-only";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { env } from "@/lib/env";
import { Refusal } from "@/lib/errors";
import { isoInstant } from "@/lib/period";
import { seal } from "@/lib/seal";
import { deliverNow } from "./delivery";
import { testEvent, type WebhookEvent } from "./event";
import { bodySql } from "./outbox";
import { resolved } from "./send";
import { newSigningSecret } from "./signature";
import { hostOf, mayReach, targetProblem } from "./target";

const most = 20;

/** Makes a webhook and answers the secret its messages are signed with: the only time it is seen. Throws `invalid_input`. */
export async function createWebhook(access: Access, { url, events }: { url: string; events: readonly WebhookEvent[] }): Promise<string> {
  const problem = targetProblem(url, env.webhookAllowPrivate) ?? (await problemOfHost(new URL(url)));
  if (problem) throw wrongUrl(problem);
  const secret = newSigningSecret();
  await transaction(async (client) => {
    const { rows: there } = await client.query<{ count: number }>(
      "select count(*)::int as count from webhook where workspace_id = (select id from workspace where id = $1 for no key update)",
      [access.workspaceId],
    );
    if ((there[0]?.count ?? 0) >= most) throw wrongUrl("too_many");
    const { rows } = await client.query<{ id: string }>(
      "insert into webhook (workspace_id, url, events, secret, created_at, created_by) values ($1, $2, $3, $4, $5, $6) returning id",
      [access.workspaceId, new URL(url).href, events, seal(secret, env.authSecret, "webhook"), new Date(now()), access.actor],
    );
    await audit(client, access, { action: "webhook.created", target: rows[0]?.id, after: { host: new URL(url).host, events } });
  });
  return secret;
}

/** Stops or goes on telling it. What happens while it is paused is never told. Throws `not_found`. */
export async function pauseWebhook(access: Access, id: string, isPaused: boolean): Promise<void> {
  await change(access, id, isPaused ? "webhook.paused" : "webhook.resumed", {
    sql: `update webhook set paused_at = $3, paused_by = $4, failing_since = null where workspace_id = $1 and id = $2 and (paused_at is null) = $5 returning url`,
    values: [isPaused ? new Date(now()) : null, isPaused ? access.actor : null, isPaused],
  });
}

/** Takes it away, with what is waiting for it. Throws `not_found`. */
export async function deleteWebhook(access: Access, id: string): Promise<void> {
  await change(access, id, "webhook.deleted", { sql: "delete from webhook where workspace_id = $1 and id = $2 returning url" });
}

/** Sends it a message of its own, also while it is paused, and waits for the answer. Throws `not_found`. */
export async function testWebhook(access: Access, id: string): Promise<void> {
  const at = now();
  const delivery = await change(access, id, "webhook.tested", {
    sql: `with made as (
        insert into webhook_delivery (workspace_id, webhook_id, event, body, next_attempt_at, created_at)
        select h.workspace_id, h.id, $6, ${bodySql.replaceAll("$2", "$6")}, $4, $4 from webhook h join workspace w on w.id = h.workspace_id
        where h.workspace_id = $1 and h.id = $2 returning id, webhook_id)
      select made.id, h.url from made join webhook h on h.workspace_id = $1 and h.id = made.webhook_id`,
    values: [isoInstant(at), new Date(at), JSON.stringify({ actor: access.actor, target: id, before: null, after: null }), testEvent],
  });
  await deliverNow(access.workspaceId, delivery);
}

/** Sends a message again whose end is known, with the same id, and waits for the answer. Throws `not_found`. */
export async function redeliver(access: Access, id: string): Promise<void> {
  await change(access, id, "webhook.redelivered", {
    sql: `update webhook_delivery d set status = 'waiting', attempts = 0, next_attempt_at = $3 from webhook h
      where d.workspace_id = $1 and d.id = $2 and d.status <> 'waiting' and h.workspace_id = d.workspace_id and h.id = d.webhook_id returning d.id, h.url`,
    values: [new Date(now())],
  });
  await deliverNow(access.workspaceId, id);
}

/** Runs a change of one row, and enters it with the host it is about: the path of an address may hold a secret. Answers the row's id. */
async function change(access: Access, id: string, action: string, { sql, values = [] }: { sql: string; values?: unknown[] }): Promise<string> {
  return await transaction(async (client) => {
    const { rows } = await client.query<{ id?: string; url: string }>(sql, [access.workspaceId, id, ...values]);
    if (!rows[0]) throw new Refusal("not_found", "there is no such webhook or message");
    await audit(client, access, { action, target: id, after: { host: new URL(rows[0].url).host } });
    return rows[0].id ?? id;
  });
}

/** A host that is known not to be public is said at once; one that is not known yet may be later. It is checked again at each message. */
async function problemOfHost(url: URL): Promise<"not_public" | null> {
  const addresses = await resolved(hostOf(url)).catch(() => []);
  return addresses.every(({ address }) => mayReach(address, url, env.webhookAllowPrivate)) ? null : "not_public";
}

function wrongUrl(code: "not_a_hook_url" | "not_public" | "too_many"): Refusal {
  return new Refusal("invalid_input", `url: ${code}`, { errors: [{ path: "url", code, detail: "an https address of the public internet" }] });
}
