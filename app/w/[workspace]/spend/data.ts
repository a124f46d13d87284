import "server-only";
import type { Access } from "@/lib/access";
import { addDays, type Day, dayOf, daysOfMonth, type Instant, type Month, monthPeriod, startOfDay, type Zone } from "@/lib/period";
import type { Book } from "@/lib/pricing/book";
import { bookModel } from "@/lib/pricing/book";
import { priceBook } from "@/lib/pricing/queries";
import { causes } from "@/lib/spend/causes";
import { type Comparison, fairComparison } from "@/lib/spend/comparison";
import type { Difference } from "@/lib/spend/difference";
import type { Dimension } from "@/lib/spend/dimension";
import { type DayCosts, type Forecast, forecastOf, type NoForecast } from "@/lib/spend/forecast";
import { type SpendQuery, spend } from "@/lib/spend/queries";
import { monthRange } from "@/lib/spend/range";
import { type Named, newcomers, type Ranked, ranking } from "@/lib/spend/ranking";
import type { SpendRow, SpendTotal } from "@/lib/spend/spend";
import { driverOf, type UnusualDay, unusualDays } from "@/lib/spend/unusual";

/** What the spend page shows of a month. */
export type MonthData = {
  book: Book;
  total: SpendTotal;
  byDay: SpendRow[];
  teamsByDay: SpendRow[];
  comparison: Comparison;
  /** Over the same stretch of both months. */
  fair: { current: SpendTotal; previous: SpendTotal };
  rankings: Record<RankedBy, Ranked[]>;
  /** Why the two stretches differ. */
  causes: Difference;
  /** What costs something in one of them only. */
  newSince: Record<RankedBy, ReturnType<typeof newcomers>>;
  goneSince: Record<RankedBy, ReturnType<typeof newcomers>>;
  unusual: (UnusualDay & { driver: { name: string | null; usual: bigint; cost: bigint } | null })[];
  /** To the end of a month that is not over; null: there is nothing to forecast. */
  forecast: Forecast | NoForecast | null;
};

const top = { model: 8, team: 6, project: 6, user: 6 } as const;
const rankedBy = { model: ["provider", "model"], team: ["team"], project: ["project"], user: ["user"] } as const satisfies Record<
  string,
  readonly Dimension[]
>;
type RankedBy = keyof typeof rankedBy;
/** What an unusual day and a forecast look back on. */
const daysBefore = 42;

/** Everything about a month, loaded together: of what is picked, at the prices known then. */
export async function monthData(
  access: Access,
  month: Month,
  at: Instant,
  known: Pick<SpendQuery, "asOf" | "filters" | "excluded">,
): Promise<MonthData> {
  const period = monthPeriod(month, access.timezone);
  const first = `${month}-01`;
  const before = { from: startOfDay(addDays(first, -daysBefore), access.timezone), to: period.from };
  const [book, teamsBefore, byDay, teamsByDay] = await Promise.all([
    priceBook(known),
    spend(access, { ...known, period: before, granularity: "day", groupBy: rankedBy.team }),
    spend(access, { ...known, period, granularity: "day", groupBy: rankedBy.model }),
    spend(access, { ...known, period, granularity: "day", groupBy: rankedBy.team }),
  ]);
  const comparison = fairComparison(monthRange(month), "previous", access.timezone, at, byDay.total.dataUntil);
  const names = Object.keys(rankedBy) as RankedBy[];
  const grouped = (of: Comparison["current"], name: RankedBy) => spend(access, { ...known, period: of, groupBy: rankedBy[name] });
  const [causesOfChange, current, previous, ...lists] = await Promise.all([
    causes(access, { ...known, before: comparison.previous, now: comparison.current }),
    spend(access, { ...known, period: comparison.current }),
    spend(access, { ...known, period: comparison.previous }),
    ...names.map(async (name) => {
      const [now, before] = await Promise.all([grouped(period, name), grouped(comparison.previous, name)]);
      const [current, previous] = [named(now.rows, name), named(before.rows, name)];
      return { ranking: ranking(current, previous, top[name]), newSince: newcomers(current, previous), goneSince: newcomers(previous, current) };
    }),
  ]);
  const byName = <T>(of: (list: (typeof lists)[number]) => T) =>
    Object.fromEntries(lists.map((list, index) => [names[index] ?? "", of(list)])) as Record<RankedBy, T>;
  const rows = [...teamsBefore.rows, ...teamsByDay.rows];
  const until = lastWholeDay(byDay.total.dataUntil, at, access.timezone);
  const costs = dayCosts(rows);
  return {
    book,
    total: byDay.total,
    byDay: byDay.rows,
    teamsByDay: teamsByDay.rows,
    comparison,
    fair: { current: current.total, previous: previous.total },
    rankings: byName(({ ranking: lines }) => lines),
    causes: causesOfChange,
    newSince: byName(({ newSince }) => newSince),
    goneSince: byName(({ goneSince }) => goneSince),
    unusual: until === null ? [] : unusualIn(month, until, costs, rows),
    forecast: until === null || at < period.from || at >= period.to ? null : forecastOf(costs, month, until),
  };
}

/** The last day that is over and has data. */
function lastWholeDay(dataUntil: Instant | null, at: Instant, zone: Zone): Day | null {
  if (dataUntil === null) return null;
  const day = dayOf(dataUntil, zone);
  return day === dayOf(at, zone) ? addDays(day, -1) : day;
}

function unusualIn(month: Month, until: Day, costs: DayCosts, rows: readonly SpendRow[]): MonthData["unusual"] {
  const days = daysOfMonth(month).filter((day) => day <= until);
  const teams = new Set(rows.map(({ dimensions }) => dimensions.team ?? null));
  const byTeam = new Map([...teams].map((team) => [team, dayCosts(rows.filter(({ dimensions }) => (dimensions.team ?? null) === team))]));
  return unusualDays(costs, days).map((day) => ({ ...day, driver: driverOf(day, byTeam) }));
}

/** What each day cost; a day of which nothing has a price is absent. */
function dayCosts(rows: readonly SpendRow[]): DayCosts {
  const costs = new Map<Day, bigint>();
  for (const { period: day, cost } of rows) if (day !== null && cost !== null) costs.set(day, (costs.get(day) ?? 0n) + cost);
  return costs;
}

function named(rows: readonly SpendRow[], by: RankedBy): Named[] {
  return rows.map(({ dimensions, period: _period, ...sums }) => ({ name: by === "model" ? modelKey(dimensions) : (dimensions[by] ?? null), sums }));
}

/** A model's row by what the price book knows it as. */
export function modelKey({ provider, model }: SpendRow["dimensions"]): string {
  return `${provider ?? ""}/${model ?? ""}`;
}

/** How a model is called: as the book calls it, else as the source wrote it. */
export function modelLabel(book: Book, key: string): string {
  const slash = key.indexOf("/");
  const [provider, id] = [key.slice(0, slash), key.slice(slash + 1)];
  const model = bookModel(book, provider, id);
  if (!model) return id;
  const isShared = book.models.some((other) => other !== model && other.name === model.name);
  return isShared ? `${model.name} (${provider})` : model.name;
}
