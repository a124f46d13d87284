import "server-only";
import type pg from "pg";
import { now } from "@/lib/clock";
import { pool, transaction } from "@/lib/db";
import { env } from "@/lib/env";
import type { Locale } from "@/lib/i18n/locale";
import { changeMark } from "@/lib/live/queries";
import { log } from "@/lib/log";
import { dayOf, type Instant, type Zone } from "@/lib/period";
import { accessOfScheduler } from "@/lib/scheduler";
import { announce } from "@/lib/webhooks/outbox";
import type { Found } from "./alert";
import { alertsFound } from "./found";
import { chatText, messageOf } from "./message";

type Watched = { workspaceId: number; timezone: Zone; workspace: string; slug: string; locale: Locale };

/** Looks at every workspace whose records have changed, or whose day has, since it was looked at last. Answers how many alerts are new. */
export async function checkAlerts(): Promise<number> {
  const { rows } = await pool().query<Watched>('select id as "workspaceId", timezone, name as workspace, slug, locale from workspace order by id');
  let found = 0;
  for (const watched of rows) {
    try {
      found += await checkWorkspace(watched);
    } catch (error) {
      log.warn({ err: error, workspace: watched.workspaceId }, "alerts could not be checked; trying again");
    }
  }
  return found;
}

/** Looks at one workspace, unless nothing has changed, an import is still running, or another process is looking. */
async function checkWorkspace(watched: Watched): Promise<number> {
  const { workspaceId, timezone } = watched;
  const at = now();
  const mark = `${await changeMark(watched)} ${dayOf(at, timezone)}`;
  return transaction(async (client) => {
    await client.query("insert into alert_check (workspace_id, mark, checked_at) values ($1, '', $2) on conflict do nothing", [
      workspaceId,
      new Date(at),
    ]);
    const { rows } = await client.query<{ mark: string }>(
      `select mark from alert_check where workspace_id = $1
         and not exists (select from import where workspace_id = $1 and status in ('queued', 'running')) for update skip locked`,
      [workspaceId],
    );
    if (!rows[0] || rows[0].mark === mark) return 0;
    const access = accessOfScheduler({ workspaceId, timezone });
    let fresh = 0;
    for (const found of await alertsFound(access, at)) if (await tell(client, watched, found, at)) fresh++;
    await client.query("update alert_check set mark = $2, checked_at = $3 where workspace_id = $1", [workspaceId, mark, new Date(at)]);
    return fresh;
  });
}

/** Keeps an alert with a message for each who is to have it, unless it is kept already; webhooks are told in the same transaction. */
async function tell(client: pg.ClientBase, watched: Watched, { key, data }: Found, at: Instant): Promise<boolean> {
  const { workspaceId } = watched;
  const { rows } = await client.query<{ id: number }>(
    `insert into alert (workspace_id, event, key, data, found_at) values ($1, $2, $3, $4, $5) on conflict (workspace_id, key) do nothing returning id`,
    [workspaceId, data.event, key, JSON.stringify(data), new Date(at)],
  );
  const id = rows[0]?.id;
  if (id === undefined) return false;
  await client.query(
    `insert into alert_delivery (workspace_id, recipient_id, alert_id, next_attempt_at, created_at)
     select workspace_id, id, $2, $3, $3 from alert_recipient where workspace_id = $1 and $4 = any(events)`,
    [workspaceId, id, new Date(at), data.event],
  );
  const text = chatText(messageOf(data, watched), watched.workspace, env.appUrl);
  await announce(client, workspaceId, data.event, { actor: "system", target: String(id), after: data, text });
  return true;
}
