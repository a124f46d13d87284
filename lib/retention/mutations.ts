import "server-only";
import type pg from "pg";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { env } from "@/lib/env";
import { isFree } from "@/lib/imports/locks";
import { addMonths, type Instant, isoInstant, monthOf, monthPeriod, type Zone } from "@/lib/period";
import { overdueImports, type RetainedWorkspace, retainedWorkspaces } from "./queries";

/** Rows that one transaction removes, but for those of the same instant as the last; and transactions of a workspace in one sweep. */
const batchRows = 20_000;
const batchesAtOnce = 10;
const system = { actor: "system" } as const;

/**
 * Removes raw events older than the setting keeps, in transactions of a bounded size; rollups, identities and charges stay. Whatever needs events knows of it
 * before the first one goes. A workspace in which something is imported waits for the next sweep. Safe in several processes at once.
 */
export async function dropOldEvents(keptMonths = env.keepEventsMonths): Promise<void> {
  for (const workspace of await retainedWorkspaces()) {
    const horizon = keptMonths === null ? workspace.eventsFrom : await moveHorizon(workspace, keptMonths);
    if (horizon === null) continue;
    for (let batch = 0; batch < batchesAtOnce; batch += 1) {
      if (!(await transaction((client) => dropBatch(client, workspace.id, horizon)))) break;
    }
  }
}

/** The first instant of the local month so many months before this one. */
function wantedHorizon(zone: Zone, keptMonths: number): Instant {
  return monthPeriod(addMonths(monthOf(now(), zone), -keptMonths), zone).from;
}

async function moveHorizon({ id, timezone, eventsFrom }: RetainedWorkspace, keptMonths: number): Promise<Instant | null> {
  const wanted = wantedHorizon(timezone, keptMonths);
  if (eventsFrom !== null && eventsFrom >= wanted) return eventsFrom;
  return transaction(async (client) => {
    const { rowCount } = await client.query("select from usage_event where workspace_id = $1 and starts_at < $2 limit 1", [id, new Date(wanted)]);
    if (!rowCount || !(await isFree(client, id))) return eventsFrom;
    const moved = await client.query("update workspace set events_from = $2 where id = $1 and (events_from is null or events_from < $2)", [
      ...[id, new Date(wanted)],
    ]);
    if (!moved.rowCount) return wanted; // another process was there first
    await audit(client, { ...system, workspaceId: id }, { action: "workspace.events_dropped", after: { before: isoInstant(wanted) } });
    return wanted;
  });
}

/** Answers whether there may be more. */
async function dropBatch(client: pg.ClientBase, workspaceId: number, horizon: Instant): Promise<boolean> {
  const oldest = "from usage_event where workspace_id = $1 and starts_at < $2";
  const { rows } = await client.query<{ starts_at: Date }>(`select starts_at ${oldest} order by starts_at offset $3 limit 1`, [
    ...[workspaceId, new Date(horizon), batchRows],
  ]);
  const last = rows[0]?.starts_at;
  if (!last) await client.query(`delete ${oldest}`, [workspaceId, new Date(horizon)]);
  else await client.query("delete from usage_event where workspace_id = $1 and starts_at <= $2", [workspaceId, last]);
  return last !== undefined;
}

/** Removes what undone imports held, once they cannot be restored any more: events, charges and identities. Their records stay. */
export async function purgeUndone(): Promise<void> {
  for (const { workspaceId, id, from, to } of await overdueImports()) {
    let begin: Date | null = from;
    for (let batch = 0; batch < batchesAtOnce && begin; batch += 1) {
      const stretch: Stretch = { workspaceId, id, from: begin, to };
      begin = await transaction((client) => purgeBatch(client, stretch));
    }
    if (!begin) await transaction((client) => endPurge(client, workspaceId, id));
  }
}

type Stretch = { workspaceId: number; id: number; from: Date; to: Date };

/** Removes events from an instant on, with the identities they hold. Answers where the next batch begins; null: there is none. */
async function purgeBatch(client: pg.ClientBase, { workspaceId, id, from, to }: Stretch): Promise<Date | null> {
  const mine = "e.workspace_id = $1 and e.import_id = $2 and e.starts_at >= $3";
  const { rows } = await client.query<{ starts_at: Date }>(
    `select starts_at from usage_event e where ${mine} and e.starts_at <= $4 order by starts_at offset $5 limit 1`,
    [workspaceId, id, from, to, batchRows],
  );
  const last = rows[0]?.starts_at ?? null;
  const stretch = [workspaceId, id, from, last ?? to];
  await client.query(
    `delete from usage_identity i using usage_event e
     where ${mine} and e.starts_at <= $4 and i.workspace_id = e.workspace_id and i.id_hash = e.id_hash and i.import_id = e.import_id`,
    stretch,
  );
  await client.query(`delete from usage_event e where ${mine} and e.starts_at <= $4`, stretch);
  return last;
}

async function endPurge(client: pg.ClientBase, workspaceId: number, id: number): Promise<void> {
  await client.query(
    `delete from usage_identity i using charge e
     where e.workspace_id = $1 and e.import_id = $2 and i.workspace_id = e.workspace_id and i.id_hash = e.id_hash and i.import_id = e.import_id`,
    [workspaceId, id],
  );
  await client.query("delete from charge where workspace_id = $1 and import_id = $2", [workspaceId, id]);
  const { rowCount } = await client.query("update import set purged_at = $3 where workspace_id = $1 and id = $2 and purged_at is null", [
    ...[workspaceId, id, new Date(now())],
  ]);
  if (rowCount) await audit(client, { ...system, workspaceId }, { action: "import.purged", target: String(id) });
}
