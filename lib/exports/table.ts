import { type Cell, csvLine, tsvLine } from "@/lib/csv";
import { dollars, type Pico, ratio } from "@/lib/money";
import type { Instant } from "@/lib/period";
import type { Dimension } from "@/lib/spend/dimension";
import type { SpendQuery } from "@/lib/spend/queries";
import type { Sums } from "@/lib/spend/spend";
import type { SpendView } from "@/lib/spend/view";
import { tokenClasses } from "@/lib/usage/tokens";

/** What a page looks at, and what of it is picked, at the prices known then. `parameters`: of its address, for what only that page reads of it. */
export type TableQuery = {
  view: SpendView;
  picked: Pick<SpendQuery, "filters" | "excluded" | "asOf">;
  at: Instant;
  parameters: Record<string, string | string[] | undefined>;
};

/** A table to keep or to paste: the titles of its columns, which do not change with the language, and its lines as they come. */
export type Table = { columns: readonly string[]; lines: Iterable<readonly Cell[]> };

const writers = { csv: csvLine, tsv: tsvLine } as const;
export type TableFormat = keyof typeof writers;

/** A table as text, line by line, its titles first. */
export async function* tableText({ columns, lines }: Table, format: TableFormat): AsyncGenerator<string> {
  const write = writers[format];
  yield write(columns.map((text) => ({ text })));
  for (const line of lines) yield write(line);
}

const picoPerDollar = 10n ** 12n;

/** Columns of `sumsCells`. */
export const sumsColumns = [
  "requests",
  ...tokenClasses.map((name) => `${name}_tokens`),
  ...["cost_usd", "cost_usd_rounded", "unpriced_requests", "unpriced_tokens"],
];

/** Usage and its cost: exact, and rounded once to cents; no cost where nothing has a price. */
export function sumsCells({ requests, tokens, cost, unpriced }: Sums): Cell[] {
  return [requests, ...tokenClasses.map((name) => tokens[name])]
    .map(countCell)
    .concat([
      moneyCell(cost),
      cost === null ? null : { number: ratio(cost, picoPerDollar, 2) ?? "" },
      countCell(unpriced.requests),
      countCell(unpriced.tokens),
    ]);
}

/** Exact dollars; empty where unknown. */
export function moneyCell(amount: Pico | null): Cell {
  return amount === null ? null : { number: dollars(amount) };
}

export function countCell(count: bigint): Cell {
  return { number: String(count) };
}

/** Decimal text as a number; empty where unknown. */
export function numberCell(text: string | null): Cell {
  return text === null ? null : { number: text };
}

/** A name; empty where there is none. */
export function nameCell(name: string | null | undefined): Cell {
  return name == null ? null : { text: name };
}

/** The columns of a dimension: a model is told with its provider. */
export function columnsOf(dimension: Dimension): readonly Dimension[] {
  return dimension === "model" ? ["provider", "model"] : [dimension];
}

export function namesIn(dimensions: Partial<Record<Dimension, string | null>>, groupBy: readonly Dimension[]): Cell[] {
  return groupBy.map((dimension) => nameCell(dimensions[dimension]));
}
