"use client";
import { type ReactNode, useState } from "react";
import type { Locale } from "@/lib/i18n/locale";
import { type Column, TableHead } from "./table-head";

type SortableColumn = Omit<Column, "sorting"> & {
  /** Of its cells, beside its own. */
  cell?: string;
  /** Numbers begin with the largest, texts with the first; absent: the column does not sort. */
  sorts?: "number" | "text";
};

/** A line of a table. `values`: what it is sorted by, one a column, null last; absent: it stays below the others, as Other does. */
export type SortableRow = { key: string; className?: string | undefined; cells: ReactNode[]; values?: (bigint | string | null)[] };

type Order = { column: number; isDescending: boolean };

type SortableTableProps = {
  label: string;
  columns: SortableColumn[];
  rows: SortableRow[];
  /** The total, one a column. */
  foot: ReactNode[];
  /** How the rows come; null: in an order of their own. */
  order: Order | null;
  locale: Locale;
};

/** A table that its titles sort; it comes sorted, so it needs no JavaScript to be read. */
export function SortableTable({ label, columns, rows, foot, order, locale }: SortableTableProps) {
  const [chosen, choose] = useState<Order | null>(null);
  const shown = chosen ?? order;
  const titled = columns.map(({ title, className, sorts }, column): Column => {
    const isShown = shown?.column === column;
    const isDescending = isShown ? !shown.isDescending : sorts === "number";
    const order = isShown ? (shown.isDescending ? ("descending" as const) : ("ascending" as const)) : null;
    return { title, ...(className && { className }), ...(sorts && { sorting: { order, onSort: () => choose({ column, isDescending }) } }) };
  });
  const classOf = ({ className, cell }: SortableColumn) => [className, cell].filter(Boolean).join(" ") || undefined;
  return (
    <table aria-label={label}>
      <TableHead columns={titled} />
      <tbody>
        {(chosen ? sorted(rows, chosen, locale) : rows).map(({ key, className, cells }) => (
          <tr key={key} className={className}>
            {columns.map((column, place) => (
              <td key={column.title} className={classOf(column)}>
                {cells[place]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      {foot.length > 0 && (
        <tfoot>
          <tr>
            {columns.map((column, place) => (
              <td key={column.title} className={column.className}>
                {foot[place]}
              </td>
            ))}
          </tr>
        </tfoot>
      )}
    </table>
  );
}

function sorted(rows: readonly SortableRow[], { column, isDescending }: Order, locale: Locale): SortableRow[] {
  const texts = new Intl.Collator(locale, { numeric: true, sensitivity: "base" });
  const compare = (a: bigint | string, b: bigint | string) =>
    typeof a === "bigint" && typeof b === "bigint" ? (a < b ? -1 : a > b ? 1 : 0) : texts.compare(String(a), String(b));
  const free = rows.filter(({ values }) => values);
  const known = free.filter(({ values }) => values?.[column] != null);
  const inOrder = known.toSorted((a, b) => (isDescending ? -1 : 1) * compare(a.values?.[column] ?? "", b.values?.[column] ?? ""));
  return [...inOrder, ...free.filter(({ values }) => values?.[column] == null), ...rows.filter(({ values }) => !values)];
}
