import type { ReactNode } from "react";
import { Scroller } from "@/components/ui/scroller";
import { type SortableColumn, type SortableRow, SortableTable, type Sorting } from "@/components/ui/sortable-table";
import { Sparkline } from "@/components/ui/sparkline";
import type { Locale } from "@/lib/i18n/locale";
import type { Pico } from "@/lib/money";
import type { Order, SortValue } from "@/lib/sorts";
import type { RankingColumn } from "@/lib/spend/ranking";
import { Narrowing } from "./narrowing";

/** A line ready to be shown: every text is written already. */
export type RankingRow = {
  key: string;
  kind: "named" | "other" | "unattributed" | "unpriced" | "gone";
  label: string;
  /** A CSS colour variable; absent: no swatch. */
  color?: string;
  trend?: (Pico | null)[];
  tokens: string;
  tokensExact: string;
  /** null: unpriced. */
  cost: string | null;
  /** Where the cost opens, or where what has none gets a price. */
  href?: string;
  /** Where everything is narrowed to it. */
  narrow?: string;
  share: string;
  change: string;
  /** What it is sorted by; absent: it stays below the others. */
  values?: Record<RankingColumn, SortValue>;
};

type RankingTableProps = {
  /** How an address calls it. */
  id: string;
  title: string;
  rows: RankingRow[];
  total: { tokens: string; cost: string; share: string; change: string; href: string };
  /** What can be done with the table. */
  actions: ReactNode;
  /** How the rows come. */
  order: Order;
  sorting: Sorting;
  locale: Locale;
  words: { name: string; trend: string; tokens: string; cost: string; share: string; change: string; total: string; unpriced: string };
};

/** Who or what the money went to: the dearest first, what has no price last, the total tying out. */
export function RankingTable({ id, title, rows, total, actions, order, sorting, locale, words }: RankingTableProps) {
  const hasTrend = rows.some(({ trend }) => trend);
  const optional = <T,>(trend: T): T[] => (hasTrend ? [trend] : []);
  const columns: SortableColumn[] = [
    { key: "name", title: words.name, sorts: "text" },
    ...optional({ key: "trend", title: words.trend, className: "hp" }),
    { key: "used", title: words.tokens, className: "n hp", cell: "s", sorts: "number" },
    { key: "cost", title: words.cost, className: "n", sorts: "number" },
    { key: "share", title: words.share, className: "n hp", cell: "s", sorts: "number" },
    { key: "change", title: words.change, className: "n", sorts: "number" },
  ];
  const sortable = ({ values, ...row }: RankingRow): SortableRow => ({
    key: row.key,
    className: row.kind === "named" ? undefined : row.kind === "unpriced" ? "unpriced" : "quiet",
    cells: [
      <Name key="name" row={row} />,
      ...optional(row.trend && <Sparkline key="trend" values={row.trend} />),
      <span key="used" title={row.tokensExact}>
        {row.tokens}
      </span>,
      <Cost key="cost" row={row} unpriced={words.unpriced} />,
      row.share,
      row.change,
    ],
    ...(values && { values: [values.name, ...optional(null), values.used, values.cost, values.share, values.change] }),
  });
  const cost = (
    <a className="cost dblr" href={total.href} key="cost">
      {total.cost}
    </a>
  );
  return (
    <Scroller label={title}>
      <div className="sh">
        <h2>{title}</h2>
        <span className="sp" />
        {actions}
      </div>
      <SortableTable
        {...{ id, label: title, columns, order, sorting, locale }}
        rows={rows.map(sortable)}
        foot={[words.total, ...optional(null), total.tokens, cost, total.share, total.change]}
      />
    </Scroller>
  );
}

function Name({ row: { kind, color, label, narrow } }: { row: RankingRow }) {
  return (
    <div className="nm">
      {kind === "unpriced" && color ? (
        <i className="sw hatch" />
      ) : (
        color && <i className="sw" style={{ "--k": `var(${color})` } as React.CSSProperties} />
      )}
      <Narrowing href={narrow}>{label}</Narrowing>
    </div>
  );
}

function Cost({ row: { cost, href }, unpriced }: { row: RankingRow; unpriced: string }) {
  if (cost !== null)
    return href ? (
      <a className="cost" href={href}>
        {cost}
      </a>
    ) : (
      cost
    );
  return (
    <>
      <span className="dash">—</span>{" "}
      {href ? (
        <a className="unp" href={href}>
          {unpriced}
        </a>
      ) : (
        <span className="unp">{unpriced}</span>
      )}
    </>
  );
}
