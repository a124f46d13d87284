import "server-only";
import type { Access } from "@/lib/access";
import { type Instant, type Month, monthPeriod } from "@/lib/period";
import type { Book } from "@/lib/pricing/book";
import { bookModel } from "@/lib/pricing/book";
import { priceBook } from "@/lib/pricing/queries";
import { type Comparison, fairComparison } from "@/lib/spend/comparison";
import type { Dimension } from "@/lib/spend/dimension";
import { spend } from "@/lib/spend/queries";
import { monthRange } from "@/lib/spend/range";
import { type Named, type Ranked, ranking } from "@/lib/spend/ranking";
import type { SpendRow, SpendTotal } from "@/lib/spend/spend";

/** What the spend page shows of a month. */
export type MonthData = {
  book: Book;
  total: SpendTotal;
  byDay: SpendRow[];
  teamsByDay: SpendRow[];
  comparison: Comparison;
  /** Over the same stretch of both months. */
  fair: { current: SpendTotal; previous: SpendTotal };
  rankings: Record<"model" | "team" | "project" | "user", Ranked[]>;
};

const top = { model: 8, team: 6, project: 6, user: 6 } as const;
const rankedBy = { model: ["provider", "model"], team: ["team"], project: ["project"], user: ["user"] } as const satisfies Record<
  string,
  readonly Dimension[]
>;
type RankedBy = keyof typeof rankedBy;

/** Everything about a month, loaded together, at the prices known then. */
export async function monthData(access: Access, month: Month, at: Instant, known: { asOf?: Instant }): Promise<MonthData> {
  const period = monthPeriod(month, access.timezone);
  const [book, byDay, teamsByDay] = await Promise.all([
    priceBook(known),
    spend(access, { ...known, period, granularity: "day", groupBy: rankedBy.model }),
    spend(access, { ...known, period, granularity: "day", groupBy: rankedBy.team }),
  ]);
  const comparison = fairComparison(monthRange(month), "previous", access.timezone, at, byDay.total.dataUntil);
  const names = Object.keys(rankedBy) as RankedBy[];
  const grouped = (of: Comparison["current"], name: RankedBy) => spend(access, { ...known, period: of, groupBy: rankedBy[name] });
  const [current, previous, ...lists] = await Promise.all([
    spend(access, { ...known, period: comparison.current }),
    spend(access, { ...known, period: comparison.previous }),
    ...names.map(async (name) => {
      const [now, before] = await Promise.all([grouped(period, name), grouped(comparison.previous, name)]);
      return ranking(named(now.rows, name), named(before.rows, name), top[name]);
    }),
  ]);
  return {
    book,
    total: byDay.total,
    byDay: byDay.rows,
    teamsByDay: teamsByDay.rows,
    comparison,
    fair: { current: current.total, previous: previous.total },
    rankings: Object.fromEntries(names.map((name, index) => [name, lists[index]])) as MonthData["rankings"],
  };
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
