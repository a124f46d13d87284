import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { providersAsked, reattribute } from "@/lib/attribution/recompute";
import { audit } from "@/lib/audit";
import { transaction } from "@/lib/db";
import { addDays, dayOf, daysPeriod, type Instant, type Period, startOfDay, type Zone } from "@/lib/period";
import { eventsFrom, requireEvents } from "@/lib/retention/horizon";
import { lockBoundaries, lockWorkspace } from "./locks";
import { prepareMerging } from "./merge";
import { applyCells, dropDay, dropEmptyCells, dropRollup, gatherCells, markChanged } from "./rollup";
import { type Boundaries, readBoundaries, segmentsFor } from "./segments";

/**
 * Moves a workspace's days to another zone, over all its history, in one transaction: nothing is lost or counted twice. Waits for a running import. Throws
 * `events_gone` where days cannot be summed anew.
 */
export async function changeTimezone(access: Access, timezone: Zone): Promise<void> {
  await transaction(async (client) => {
    await lockWorkspace(client, access.workspaceId);
    await lockBoundaries(client, access.workspaceId, "exclusive");
    const { rows } = await client.query<{ timezone: Zone }>("select timezone from workspace where id = $1", [access.workspaceId]);
    if (rows[0]?.timezone === timezone) return;
    await requireDaysToStand(client, access.workspaceId);
    await client.query("update workspace set timezone = $2 where id = $1", [access.workspaceId, timezone]);
    await rebuildRollup(client, access.workspaceId);
    await audit(client, access, { action: "workspace.timezone_changed", before: rows[0], after: { timezone } });
  });
}

/**
 * Runs a change of prices and moves what depends on where they begin, in all workspaces or one, within the caller's transaction. Only single requests beyond
 * a new prompt edge are banded anew, and only the days are summed anew inside which a price begins; a change that needs neither, and moves no name to
 * another provider that an attribution rule asks for, takes no lock. Where raw events were removed nothing is cut anew: a change in one workspace is refused
 * then (`events_gone`), one of the book counts there from the next local day on, and leaves prompts in the bands they had.
 */
export async function movingBoundaries(client: pg.ClientBase, workspaceId: number | "all", change: () => Promise<void>): Promise<void> {
  const ids =
    workspaceId === "all" ? (await client.query<{ id: number }>("select id from workspace order by id")).rows.map(({ id }) => id) : [workspaceId];
  const before = new Map<number, Boundaries & { providers: string }>();
  for (const id of ids) before.set(id, { ...(await readBoundaries(client, id)), providers: await providersAsked(client, id) });
  await change();
  for (const [id, old] of before) {
    const current = await readBoundaries(client, id);
    const { edges, days } = await whereEventsAre(client, id, { edges: newEdges(old, current), days: newlyCutDays(old, current) }, current, {
      isRefused: workspaceId !== "all",
    });
    await markCutMonths(
      client,
      id,
      current.cuts.filter((cut) => !old.cuts.includes(cut)),
    );
    // What a name means can change with the book, and with it the rules that ask for a provider.
    const isElsewhere = old.providers !== (await providersAsked(client, id));
    if (!edges.length && !days.length && !isElsewhere) continue;
    await lockWorkspace(client, id);
    await lockBoundaries(client, id, "exclusive");
    await prepareMerging(client);
    // In order, and before the days are cut: a row leaves the cell it was summed in.
    for (const edge of edges) await reband(client, id, edge, { ...old, edges: current.edges });
    for (const day of days) await recutDay(client, id, day, current);
    if (isElsewhere) await reattribute(client, id);
  }
}

/** Whether a price may begin here without any usage being summed anew: at a local midnight, or where the rollup is cut already. */
export function needsCut({ zone, cuts }: Boundaries, at: Instant): boolean {
  return !cuts.includes(at) && startOfDay(dayOf(at, zone), zone) !== at;
}

/** Has the months that are kept in one piece where a price begins now summed anew, in its two. */
async function markCutMonths(client: pg.ClientBase, workspaceId: number, cuts: readonly Instant[]): Promise<void> {
  if (!cuts.length) return;
  const cut = "(select k.workspace_id, n.segment from usage_month_kept k, unnest($2::timestamptz[]) as n (segment) where k.workspace_id = $1";
  const dates = cuts.map((instant) => new Date(instant));
  await markChanged(client, `${cut} and n.segment > k.starts_at and n.segment < k.ends_at)`, [workspaceId, dates]);
}

function newEdges(old: Boundaries, { edges }: Boundaries): bigint[] {
  return edges.filter((edge) => !old.edges.includes(edge));
}

type Moved = { edges: bigint[]; days: Period[] };

/** What of it can be moved, since its events are there or nothing was used. `isRefused`: throws where something cannot. */
async function whereEventsAre(
  client: pg.ClientBase,
  workspaceId: number,
  { edges, days }: Moved,
  { eventsFrom, oldEdges }: Boundaries,
  { isRefused }: { isRefused: boolean },
): Promise<Moved> {
  if (eventsFrom === null) return { edges, days };
  const stands: Moved = { edges: [], days: [] };
  for (const day of days) if (day.from < eventsFrom && (await hasCells(client, workspaceId, day))) stands.days.push(day);
  const singles =
    edges.some((edge) => oldEdges.includes(edge)) && (await hasCells(client, workspaceId, { from: 0, to: eventsFrom }, "prompt_band >= 0"));
  if (singles) stands.edges.push(...edges.filter((edge) => oldEdges.includes(edge)));
  const first = stands.days[0]?.from ?? (stands.edges.length ? 0 : null);
  if (isRefused && first !== null)
    requireEvents(eventsFrom, first, "so let the price begin at a local midnight, and a limit of the prompt's size after it");
  return { edges: edges.filter((edge) => !stands.edges.includes(edge)), days: days.filter((day) => !stands.days.includes(day)) };
}

async function requireDaysToStand(client: pg.ClientBase, workspaceId: number): Promise<void> {
  const horizon = await eventsFrom(client, workspaceId);
  if (horizon !== null && (await hasCells(client, workspaceId, { from: 0, to: horizon })))
    requireEvents(horizon, 0, "so the days before it stay in the zone they are in");
}

async function hasCells(client: pg.ClientBase, workspaceId: number, { from, to }: Period, also = "true"): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from usage_day_model where workspace_id = $1 and segment >= $2 and segment < $3 and ${also} limit 1`,
    [workspaceId, new Date(from), new Date(to)],
  );
  return Boolean(rowCount);
}

/** The local days inside which something begins that did not before. */
function newlyCutDays(old: Boundaries, { zone, cuts }: Boundaries): Period[] {
  const days = new Set(cuts.filter((cut) => needsCut(old, cut)).map((cut) => dayOf(cut, zone)));
  return [...days].map((day) => daysPeriod(day, addDays(day, 1), zone));
}

const visible = `usage_event e join import i on i.workspace_id = e.workspace_id and i.id = e.import_id and i.status = 'done'
  where e.workspace_id = $2 and not e.superseded`;

/** Sums one local day anew, in its segments. */
async function recutDay(client: pg.ClientBase, workspaceId: number, { from, to }: Period, boundaries: Boundaries): Promise<void> {
  const [first, last] = [new Date(from), new Date(to)];
  await dropDay(client, workspaceId, first, last);
  const segments = segmentsFor(boundaries, { from, to: to - 1 });
  await gatherCells(client, `${visible} and e.starts_at >= $3 and e.starts_at < $4`, [segments, workspaceId, first, last]);
  await applyCells(client);
}

const prompt = "(e.input::numeric + e.cache_read + e.cache_write_5m + e.cache_write_1h)";
const visibleRebanded = visible.replace("usage_event e", "rebanded e");

/** Moves the single requests beyond a new edge out of the band below it, and what they are summed in with them. */
async function reband(client: pg.ClientBase, workspaceId: number, edge: bigint, boundaries: Boundaries): Promise<void> {
  const below = boundaries.edges.findLast((other) => other < edge) ?? 0n;
  // All events are looked through once; from then on only those that move.
  const where = `e.workspace_id = ${Number(workspaceId)} and e.prompt_band = ${below} and ${prompt} > ${edge}`;
  await client.query(`create temp table rebanded as select e.ctid as place, e.* from usage_event e where ${where}`);
  const { rows } = await client.query<{ from: Date | null; to: Date | null }>("select min(starts_at) as from, max(starts_at) as to from rebanded");
  const { from, to } = rows[0] ?? {};
  if (from && to) {
    const segments = segmentsFor(boundaries, { from: from.getTime(), to: to.getTime() });
    await gatherCells(client, visibleRebanded, [segments, workspaceId], -1);
    const moved = await client.query("update usage_event e set prompt_band = $1 from rebanded r where e.ctid = r.place", [edge]);
    const found = await client.query("update rebanded set prompt_band = $1", [edge]);
    if (moved.rowCount !== found.rowCount) throw new Error(`events moved while they were banded anew: ${moved.rowCount} of ${found.rowCount}`);
    await gatherCells(client, visibleRebanded, [segments, workspaceId]);
    await applyCells(client);
    await dropEmptyCells(client, workspaceId, segments[0] ?? from, to);
  }
  await client.query("drop table rebanded");
}

/** Sums all visible events of a workspace into the segments of its zone and prices. */
async function rebuildRollup(client: pg.ClientBase, workspaceId: number): Promise<void> {
  await dropRollup(client, workspaceId);
  const { rows } = await client.query<{ from: Date | null; to: Date | null }>(
    "select min(starts_at) as from, max(starts_at) as to from usage_event where workspace_id = $1",
    [workspaceId],
  );
  const { from, to } = rows[0] ?? {};
  if (!from || !to) return;
  const segments = segmentsFor(await readBoundaries(client, workspaceId), { from: from.getTime(), to: to.getTime() });
  await prepareMerging(client);
  await gatherCells(client, visible, [segments, workspaceId]);
  await applyCells(client);
}
