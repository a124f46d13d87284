import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { Refusal } from "@/lib/errors";
import { dayOf, type Instant, isoInstant, type Period, startOfDay } from "@/lib/period";

/** The instant before which a workspace's raw events were removed, or are about to be; null: none were. */
export async function eventsFrom(client: pg.ClientBase | pg.Pool, workspaceId: number): Promise<Instant | null> {
  const { rows } = await client.query<{ events_from: Date | null }>("select events_from from workspace where id = $1", [workspaceId]);
  return rows[0]?.events_from?.getTime() ?? null;
}

/** Throws `events_gone` where what needs the raw events from `at` on comes too late. `instead`: what can be done. */
export function requireEvents(horizon: Instant | null, at: Instant, instead: string): void {
  if (horizon === null || at >= horizon) return;
  throw new Refusal("events_gone", `raw events before ${isoInstant(horizon)} were removed, as this installation is set to; ${instead}`);
}

/** Throws `events_gone` where usage of a stretch of time is known by its days only. */
export async function requireEventsOf(client: pg.ClientBase, { workspaceId, timezone }: Access, { from, to }: Period): Promise<void> {
  const horizon = await eventsFrom(client, workspaceId);
  if (horizon === null || from >= horizon) return;
  const days = [startOfDay(dayOf(from, timezone), timezone), Math.min(to, horizon)].map((at) => new Date(at));
  const { rowCount } = await client.query("select from usage_day_model where workspace_id = $1 and segment >= $2 and segment < $3 limit 1", [
    ...[workspaceId, ...days],
  ]);
  if (rowCount) requireEvents(horizon, from, "ask for whole local days, without a size of the prompt");
}
