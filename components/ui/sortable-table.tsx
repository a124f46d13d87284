import type { ReactNode } from "react";
import type { Locale } from "@/lib/i18n/locale";
import { comparing, type Order, type Sorts, type SortValue } from "@/lib/sorts";
import { TableHead } from "./table-head";

export type SortableColumn = {
  /** How an address calls it. */
  key: string;
  title: string;
  className?: string;
  /** Of its cells, beside its own. */
  cell?: string;
  /** Numbers begin with the largest, texts with the first; absent: the column does not sort. */
  sorts?: "number" | "text";
};

/** A line of a table. `values`: what it is sorted by, one a column, null last; absent: it stays below the others, as Other does. */
export type SortableRow = { key: string; className?: string | undefined; cells: ReactNode[]; values?: SortValue[] };

/** How the tables of a page are sorted, and where they are sorted otherwise. */
export type Sorting = { sorts: Sorts; hrefTo: (sorts: Sorts) => string };

type SortableTableProps = {
  /** How an address calls the table; one of its page has it. */
  id: string;
  label: string;
  columns: readonly SortableColumn[];
  rows: readonly SortableRow[];
  /** The total, one a column. */
  foot: ReactNode[];
  /** How the rows come; null: in an order of their own. */
  order: Order | null;
  sorting: Sorting;
  locale: Locale;
  /** Of its first columns, where it shares them with another table. */
  widths?: readonly string[];
};

/** A table that its titles sort: by links, so that the address says how, and it needs no JavaScript. */
export function SortableTable({ id, label, columns, rows, foot, order, sorting, locale, widths }: SortableTableProps) {
  const place = columns.findIndex(({ key, sorts }) => sorts && key === sorting.sorts[id]?.column);
  const chosen = place < 0 ? null : (sorting.sorts[id] ?? null);
  const shown = chosen ?? order;
  const hrefBy = (by: Order) => `${sorting.hrefTo({ ...sorting.sorts, [id]: by })}#${tableId(id)}`;
  const titled = columns.map(({ key, title, className, sorts }) => {
    const isShown = shown?.column === key;
    const isDescending = isShown ? !shown.isDescending : sorts === "number";
    const own = isShown ? (shown.isDescending ? ("descending" as const) : ("ascending" as const)) : null;
    return { title, className, sorting: sorts && { order: own, href: hrefBy({ column: key, isDescending }) } };
  });
  const classOf = ({ className, cell }: SortableColumn) => [className, cell].filter(Boolean).join(" ") || undefined;
  return (
    <table id={tableId(id)} aria-label={label} style={widths && { tableLayout: "fixed" }}>
      {widths && (
        <colgroup>
          {widths.map((width) => (
            <col key={width} style={{ width }} />
          ))}
        </colgroup>
      )}
      <TableHead columns={titled} />
      <tbody>
        {(chosen ? sorted(rows, place, comparing(locale, chosen)) : rows).map(({ key, className, cells }) => (
          <tr key={key} className={className}>
            {columns.map((column, index) => (
              <td key={column.key} className={classOf(column)}>
                {cells[index]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      {foot.length > 0 && (
        <tfoot>
          <tr>
            {columns.map((column, index) => (
              <td key={column.key} className={column.className}>
                {foot[index]}
              </td>
            ))}
          </tr>
        </tfoot>
      )}
    </table>
  );
}

function sorted(rows: readonly SortableRow[], column: number, compare: (a: SortValue, b: SortValue) => number): SortableRow[] {
  const free = rows.filter(({ values }) => values).toSorted((a, b) => compare(a.values?.[column] ?? null, b.values?.[column] ?? null));
  return [...free, ...rows.filter(({ values }) => !values)];
}

/** What an address calls a table may be the id of something else on its page. */
function tableId(id: string): string {
  return `table-${id}`;
}
