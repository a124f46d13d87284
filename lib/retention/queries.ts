import "server-only";
import type { Access } from "@/lib/access";
import { now } from "@/lib/clock";
import { pool } from "@/lib/db";
import { restoreDays } from "@/lib/imports/restoring";
import type { Instant, Zone } from "@/lib/period";
import { eventsFrom } from "./horizon";

/** A workspace, and the instant before which its raw events were removed; null: none were. */
export type RetainedWorkspace = { id: number; timezone: Zone; eventsFrom: Instant | null };

/** The instant before which this workspace's raw events were removed; null: none were. */
export async function keptFrom({ workspaceId }: Access): Promise<Instant | null> {
  return eventsFrom(pool(), workspaceId);
}

/** All workspaces. */
export async function retainedWorkspaces(): Promise<RetainedWorkspace[]> {
  const { rows } = await pool().query<{ id: number; timezone: Zone; events_from: Date | null }>(
    "select id, timezone, events_from from workspace order by id",
  );
  return rows.map(({ id, timezone, events_from }) => ({ id, timezone, eventsFrom: events_from?.getTime() ?? null }));
}

/** A grace, for clocks of several servers that differ. */
const graceMs = 3_600_000;

/** Undone imports that cannot be restored any more and still hold rows, with the times that these lie between. */
export async function overdueImports(): Promise<{ workspaceId: number; id: number; from: Date; to: Date }[]> {
  const { rows } = await pool().query<{ workspace_id: number; id: number; from: Date | null; to: Date | null }>(
    `select i.workspace_id, i.id, least(i.first_at, c.first) as from, greatest(i.last_at, c.last) as to
     from import i left join lateral (
       select min(starts_at) as first, max(starts_at) as last from import_conflict c where c.workspace_id = i.workspace_id and c.import_id = i.id) c on true
     where i.status = 'undone' and i.purged_at is null and i.undone_at < $1 order by i.undone_at limit 20`,
    [new Date(now() - restoreDays * 86_400_000 - graceMs)],
  );
  const nothing = new Date(0);
  return rows.map(({ workspace_id, id, from, to }) => ({ workspaceId: workspace_id, id, from: from ?? nothing, to: to ?? nothing }));
}
