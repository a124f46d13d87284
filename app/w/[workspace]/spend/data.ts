import "server-only";
import type { Access } from "@/lib/access";
import type { Locale } from "@/lib/i18n/locale";
import { daysBetween, daysPeriod, type Instant, type Zone } from "@/lib/period";
import { type Book, bookModel } from "@/lib/pricing/book";
import type { Sorts } from "@/lib/sorts";
import { type DifferenceDimension, differenceDimensions } from "@/lib/spend/difference";
import type { Dimension } from "@/lib/spend/dimension";
import { type Forecast, forecastOf, lastWholeDay, type NoForecast } from "@/lib/spend/forecast";
import { type Overview, type OverviewQuery, overview } from "@/lib/spend/overview";
import type { Range } from "@/lib/spend/range";
import { newcomers, type Ranked, ranking } from "@/lib/spend/ranking";
import { type DrivenDay, dayCosts, drivenDays } from "@/lib/spend/unusual";

/** What the spend page shows. */
export type SpendData = Overview & {
  book: Book;
  /** What it is grouped by first. */
  rankings: { by: Dimension; lines: Ranked[] }[];
  /** What costs something in one of the two stretches only. */
  newSince: Record<DifferenceDimension, ReturnType<typeof newcomers>>;
  goneSince: Record<DifferenceDimension, ReturnType<typeof newcomers>>;
  unusual: DrivenDay[];
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
  const teamDays = found.teamDays.map(({ day, team, sums: { cost } }) => ({ day, team, cost }));
  const costs = dayCosts(teamDays);
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
    unusual:
      until === null
        ? []
        : drivenDays(
            teamDays,
            daysBetween(range.from, range.to).filter((day) => day <= until),
          ),
    forecast: until === null || !isOpenMonth(range, at, access.timezone) ? null : forecastOf(costs, range.from.slice(0, 7), until),
  };
}

/** Whether a stretch is the month that is not over yet: only that has a forecast. */
export function isOpenMonth(range: Range, at: Instant, zone: Zone): boolean {
  const { from, to } = daysPeriod(range.from, range.to, zone);
  return range.kind === "month" && at >= from && at < to;
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
