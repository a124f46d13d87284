import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { pool, snapshot } from "@/lib/db";
import type { Pico } from "@/lib/money";
import { dayOf, type Instant, type Month, type Period, startOfDay, type Zone } from "@/lib/period";
import { groupedInBatches, pricesKnown, resolvedUsage, scopeOf } from "@/lib/spend/queries";
import type { Rates } from "@/lib/spend/usage";
import { forEachClass, tokenClasses } from "@/lib/usage/tokens";
import { type ClosedMonth, carriedBy } from "./closed-month";
import { type Cell, cellDimensions, type Difference, differences, type Line } from "./line";

/** A difference that a month's report carries, of a month that was closed before it. */
export type Adjustment = Difference & { of: { number: number; month: Month } };

/** A line with the prices (pico-dollars of a token, a request) that alone applied to it. */
export type PricedLine = Line & { prices: Record<keyof Rates, Pico | null> | null };

/** The closed months of a workspace, oldest first. */
export async function closedMonths(access: Access, client: pg.ClientBase | pg.Pool = pool()): Promise<ClosedMonth[]> {
  const { rows } = await client.query(
    `select m.number, m.month, m.version, m.starts_at, m.ends_at, m.timezone, m.closed_at, m.closed_by, m.known_at, m.spend::text, m.total::text, m.sha256
     from closed_month m where m.workspace_id = $1 and ${isCurrent("m")} order by m.month`,
    [access.workspaceId],
  );
  return rows.map((row) => toClosedMonth(row, access));
}

/** The closed months that rows of an import lie in which came after they were closed: what these change is carried by a later report. */
export async function closedBefore(access: Access, importId: number): Promise<ClosedMonth[]> {
  const { rows } = await pool().query<{ number: number }>(
    `select m.number from import i join closed_month m on m.workspace_id = i.workspace_id and m.closed_at < i.finished_at
     where i.workspace_id = $1 and i.id = $2 and i.status = 'done' and m.starts_at <= i.last_at and m.ends_at > i.first_at and exists (
       select from usage_event e where e.workspace_id = i.workspace_id and e.import_id = i.id and e.starts_at >= m.starts_at and e.starts_at < m.ends_at)`,
    [access.workspaceId, importId],
  );
  return (await closedMonths(access)).filter(({ number }) => rows.some((row) => row.number === number));
}

/** Whether a row of `closed_month` holds: it was not reopened. */
export function isCurrent(alias: string): string {
  return `not exists (select from reopened_month r where r.workspace_id = ${alias}.workspace_id and r.number = ${alias}.number)`;
}

// biome-ignore lint/suspicious/noExplicitAny: a row as the driver gives it; this function is what types it
export function toClosedMonth(row: any, { teams }: Access): ClosedMonth {
  const money = (amount: string) => (teams === "all" ? BigInt(amount) : null);
  return {
    ...{ number: row.number, month: row.month, version: row.version, timezone: row.timezone, closedBy: row.closed_by, sha256: row.sha256 },
    period: { from: row.starts_at.getTime(), to: row.ends_at.getTime() },
    ...{ closedAt: row.closed_at.getTime(), knownAt: row.known_at.getTime(), spend: money(row.spend), total: money(row.total) },
  };
}

/** What a month's report carries of months closed before it: an open one what has changed in them since, a closed one what it was closed with. */
export function adjustments(access: Access, month: Month, within?: pg.ClientBase): Promise<Adjustment[]> {
  const read = async (client: pg.ClientBase): Promise<Adjustment[]> => {
    const closed = await closedMonths(access, client);
    const own = closed.find((each) => each.month === month);
    if (own) return carriedIn(client, access, own.number);
    return (await changes(client, access, carriedBy(month, closed))).flatMap(({ of, lines }) =>
      lines.map((line) => ({ ...line, of: { number: of.number, month: of.month } })),
    );
  };
  return within ? read(within) : snapshot(read);
}

/** What has changed in closed months beyond what other closed months carry of it already. */
export async function changes(
  client: pg.ClientBase,
  access: Access,
  closed: readonly ClosedMonth[],
): Promise<{ of: ClosedMonth; lines: Difference[] }[]> {
  if (!closed.length) return [];
  const live = await liveLines(
    client,
    access,
    closed.map(({ period }) => period),
  );
  const found: { of: ClosedMonth; lines: Difference[] }[] = [];
  for (const [place, of] of closed.entries()) found.push({ of, lines: differences(live[place] ?? [], await bookedLines(client, access, of.number)) });
  return found;
}

/** What periods cost at the prices in force, oldest first: what a month is closed with, and what it is compared with afterwards. */
export async function liveLines(client: pg.ClientBase, access: Access, periods: readonly Period[]): Promise<PricedLine[][]> {
  const [first, last] = [periods[0], periods.at(-1)];
  if (!first || !last) return [];
  const starts = startsOf(periods);
  if (periods.length > 1 && !starts.every((start) => isMidnight(start, access.timezone))) {
    const apart: PricedLine[][] = [];
    for (const period of periods) apart.push(...(await liveLines(client, access, [period])));
    return apart;
  }
  const prices = await pricesKnown(access, undefined, client);
  const scope = scopeOf({ period: { from: first.from, to: last.to } }, prices);
  const usage = await resolvedUsage(client, access, scope, prices);
  const by = { groupBy: cellDimensions, granularity: "none" as const, buckets: starts.map((start) => ({ label: null, start })), asksUnit: true };
  const found = groupedInBatches(client, access, scope, by, usage, ["cost"], ({ price }) => ({ cost: price?.prices ?? null }));
  const lines = new Map<number, PricedLine[]>(periods.map(({ from }) => [from, []]));
  for await (const { rows, nameOf } of found) {
    for (const { bucket, requests, tokens, amounts, unpriced, unit, ...row } of rows) {
      const cell = Object.fromEntries(cellDimensions.map((dimension) => [dimension, nameOf(row, dimension)])) as Cell;
      lines.get(starts[bucket] ?? -1)?.push({ ...cell, requests, tokens, cost: amounts.cost, unpriced, prices: unit });
    }
  }
  return periods.map(({ from }) => lines.get(from) ?? []);
}

/** Where periods start; what lies between two of them starts one of its own, which is left out. */
function startsOf(periods: readonly Period[]): Instant[] {
  return periods.flatMap(({ from, to }, place) => (place + 1 === periods.length || periods[place + 1]?.from === to ? [from] : [from, to]));
}

/** Whether the rollup is cut here: a month that was closed in another zone may begin inside a day of today's. */
function isMidnight(instant: Instant, zone: Zone): boolean {
  return startOfDay(dayOf(instant, zone), zone) === instant;
}

const measures = ["requests", ...tokenClasses, "unpriced_requests", "unpriced_tokens", "cost"] as const;
const cells = cellDimensions.join(", ");

/** The lines a month was closed with. */
export function closedLines(client: pg.ClientBase, access: Access, number: number): Promise<Line[]> {
  return linesFrom(client, access, `select ${cells}, ${measures.join(", ")} from closed_line where workspace_id = $1 and number = $2`, number);
}

/** What is booked of a closed month: what it was closed with, and what closed months after it carry. */
export function bookedLines(client: pg.ClientBase, access: Access, number: number): Promise<Line[]> {
  const all = [cells, ...measures].join(", ");
  return linesFrom(
    client,
    access,
    `select ${all} from closed_line where workspace_id = $1 and number = $2
     union all select ${all} from closed_adjustment a where workspace_id = $1 and of_number = $2 and ${isCurrent("a")}`,
    number,
  );
}

/** What a closed month was closed with of months before it. */
async function carriedIn(client: pg.ClientBase, access: Access, number: number): Promise<Adjustment[]> {
  const { rows } = await client.query<{ of_number: number; month: Month }>(
    `select distinct a.of_number, m.month from closed_adjustment a join closed_month m on m.workspace_id = a.workspace_id and m.number = a.of_number
     where a.workspace_id = $1 and a.number = $2 order by m.month`,
    [access.workspaceId, number],
  );
  const found: Adjustment[] = [];
  for (const { of_number: of, month } of rows) {
    const text = `select ${[cells, ...measures].join(", ")} from closed_adjustment where workspace_id = $1 and number = $2 and of_number = ${Number(of)} order by line`;
    for (const line of await linesFrom(client, access, text, number)) found.push({ ...line, cost: line.cost ?? 0n, of: { number: of, month } });
  }
  return found;
}

/** Of these lines those of the teams that may be seen. */
async function linesFrom(client: pg.ClientBase, { workspaceId, teams }: Access, text: string, number: number): Promise<Line[]> {
  const isSeen = "l.team in (select name from dimension_value where workspace_id = $1 and id = any($3::int4[]))";
  const { rows } = await client.query(
    teams === "all" ? text : `select l.* from (${text}) l where ${isSeen}`,
    teams === "all" ? [workspaceId, number] : [workspaceId, number, [...teams]],
  );
  return rows.map((row) => ({
    ...{ provider: row.provider, model: row.model, team: row.team, project: row.project, requests: BigInt(row.requests) },
    tokens: forEachClass((name) => BigInt(row[name])),
    cost: row.cost === null ? null : BigInt(row.cost),
    unpriced: { requests: BigInt(row.unpriced_requests), tokens: BigInt(row.unpriced_tokens) },
  }));
}
