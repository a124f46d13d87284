import "server-only";
import type { Access } from "@/lib/access";
import type { Locale } from "@/lib/i18n/locale";
import { type Day, daysBetween, daysPeriod, type Instant, type Zone } from "@/lib/period";
import { type Book, bookModel } from "@/lib/pricing/book";
import type { Sorts } from "@/lib/sorts";
import { type DifferenceDimension, differenceDimensions } from "@/lib/spend/difference";
import type { Dimension } from "@/lib/spend/dimension";
import { type DayCosts, type Forecast, forecastOf, lastWholeDay, type NoForecast } from "@/lib/spend/forecast";
import { type Overview, type OverviewQuery, overview } from "@/lib/spend/overview";
import type { Range } from "@/lib/spend/range";
import { newcomers, type Ranked, ranking } from "@/lib/spend/ranking";
import { driverOf, type UnusualDay, unusualDays } from "@/lib/spend/unusual";

/** What the spend page shows. */
export type SpendData = Overview & {
  book: Book;
  /** What it is grouped by first. */
  rankings: { by: Dimension; lines: Ranked[] }[];
  /** What costs something in one of the two stretches only. */
  newSince: Record<DifferenceDimension, ReturnType<typeof newcomers>>;
  goneSince: Record<DifferenceDimension, ReturnType<typeof newcomers>>;
  unusual: (UnusualDay & { driver: { name: string | null; usual: bigint; cost: bigint } | null })[];
  /** To the end of a month that is not over; null: there is nothing to forecast. */
  forecast: Forecast | NoForecast | null;
};

const ranked = ["model", "team", "project", "user"] as const satisfies Dimension[];
const mostRanked = { first: 8, others: 6 };

/** Everything about a view, read together: of what is picked, at the prices known then. */
export async function spendData(
  access: Access,
  { sorts, ...asked }: Omit<OverviewQuery, "ranked"> & { sorts: Sorts },
  { at, locale }: { at: Instant; locale: Locale },
): Promise<SpendData> {
  const found = await overview(access, { ...asked, ranked }, at);
  const { range, groupBy, measure } = asked;
  const until = lastWholeDay(found.total.dataUntil, at, access.timezone);
  const costs = dayCosts(found.teamDays);
  const names = (by: Dimension) => found.names.get(by) ?? { now: [], before: [] };
  const told = <T>(of: (by: DifferenceDimension) => T) =>
    Object.fromEntries(differenceDimensions.map((by) => [by, of(by)])) as Record<DifferenceDimension, T>;
  return {
    ...found,
    book: found.prices.book,
    rankings: [...found.names].map(([by, { now, before }]) => ({
      by,
      lines: ranking(now, before, by === groupBy ? mostRanked.first : mostRanked.others, {
        measure,
        order: sorts[by] && { ...sorts[by], language: locale, labelOf: (name) => (by === "model" ? modelLabel(found.prices.book, name) : name) },
      }),
    })),
    newSince: told((by) => newcomers(names(by).now, names(by).before)),
    goneSince: told((by) => newcomers(names(by).before, names(by).now)),
    unusual: until === null ? [] : unusualIn(range, until, costs, found.teamDays),
    forecast: until === null || !isOpenMonth(range, at, access.timezone) ? null : forecastOf(costs, range.from.slice(0, 7), until),
  };
}

/** Whether a stretch is the month that is not over yet: only that has a forecast. */
export function isOpenMonth(range: Range, at: Instant, zone: Zone): boolean {
  const { from, to } = daysPeriod(range.from, range.to, zone);
  return range.kind === "month" && at >= from && at < to;
}

function unusualIn({ from, to }: Range, until: Day, costs: DayCosts, rows: Overview["teamDays"]): SpendData["unusual"] {
  const days = daysBetween(from, to).filter((day) => day <= until);
  const teams = new Set(rows.map(({ team }) => team));
  const byTeam = new Map([...teams].map((team) => [team, dayCosts(rows.filter((row) => row.team === team))]));
  return unusualDays(costs, days).map((day) => ({ ...day, driver: driverOf(day, byTeam) }));
}

/** What each day cost; a day of which nothing has a price is absent. */
function dayCosts(rows: Overview["teamDays"]): DayCosts {
  const costs = new Map<Day, bigint>();
  for (const { day, sums } of rows) if (sums.cost !== null) costs.set(day, (costs.get(day) ?? 0n) + sums.cost);
  return costs;
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
