/** By which column a table is sorted. */
export type Order = { column: string; isDescending: boolean };

/** What a cell is sorted by; null: unknown, which comes last whichever way. */
export type SortValue = bigint | string | null;

/** How the tables of a page are sorted where somebody chose, by the names of the tables. */
export type Sorts = Readonly<Record<string, Order>>;

const written = /^(-?)([a-z][a-z-]*)\.([a-zA-Z_0-9-]+)$/;
/** More tables than any page has. */
const mostTables = 12;

/** Reads `sort` of an address: `team.cost` from the least, `-team.cost` from the most, once a table; what is no such order is not there. */
export function sortsIn(sort: string | readonly string[] | undefined): Sorts {
  const found = [sort ?? []].flat().flatMap((text) => {
    const [, sign, table, column] = written.exec(text) ?? [];
    return table && column ? [[table, { column, isDescending: sign === "-" }] as const] : [];
  });
  return Object.fromEntries(found.slice(0, mostTables));
}

/** What an address says of sorted tables. */
export function sortParameters(sorts: Sorts): [name: "sort", value: string][] {
  return Object.entries(sorts).map(([table, { column, isDescending }]) => ["sort", `${isDescending ? "-" : ""}${table}.${column}`]);
}

/** Compares what cells are sorted by: numbers by size, texts as a dictionary of the language has them. */
export function comparing(locale: string, { isDescending }: Pick<Order, "isDescending">): (a: SortValue, b: SortValue) => number {
  const texts = new Intl.Collator(locale, { numeric: true, sensitivity: "base" });
  const direction = isDescending ? -1 : 1;
  return (a, b) => {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === "bigint" && typeof b === "bigint") return direction * (a < b ? -1 : a > b ? 1 : 0);
    return direction * texts.compare(String(a), String(b));
  };
}

/** Rows in the order that was asked for; as they come where none was. `keyOf`: what a row is sorted by, undefined for a column that it does not have. */
export function inOrder<Row>(
  rows: readonly Row[],
  order: Order | undefined,
  { language, keyOf }: { language: string; keyOf: (row: Row, column: string) => SortValue | undefined },
): Row[] {
  if (!order) return [...rows];
  const compare = comparing(language, order);
  return rows.toSorted((a, b) => compare(keyOf(a, order.column) ?? null, keyOf(b, order.column) ?? null));
}
