import type { ReactNode } from "react";
import { Scroller } from "@/components/ui/scroller";
import { Sparkline } from "@/components/ui/sparkline";
import { TableHead } from "@/components/ui/table-head";
import type { Pico } from "@/lib/money";

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
  isAssumed?: boolean;
  share: string;
  change: string;
};

type RankingTableProps = {
  title: string;
  rows: RankingRow[];
  total: { tokens: string; cost: string; share: string; change: string; href: string };
  /** What can be done with the table. */
  actions: ReactNode;
  words: { name: string; trend: string; tokens: string; cost: string; share: string; change: string; total: string; unpriced: string };
};

/** Who or what the money went to: the dearest first, what has no price last, the total tying out. */
export function RankingTable({ title, rows, total, actions, words }: RankingTableProps) {
  const hasTrend = rows.some(({ trend }) => trend);
  return (
    <Scroller label={title}>
      <div className="sh">
        <h2>{title}</h2>
        <span className="sp" />
        {actions}
      </div>
      <table aria-label={title}>
        <TableHead
          columns={[
            words.name,
            ...(hasTrend ? [{ title: words.trend, className: "hp" }] : []),
            { title: words.tokens, className: "n hp" },
            { title: words.cost, className: "n" },
            { title: words.share, className: "n hp" },
            { title: words.change, className: "n" },
          ]}
        />
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className={row.kind === "named" ? undefined : row.kind === "unpriced" ? "unpriced" : "quiet"}>
              <td>
                <div className="nm">
                  {row.kind === "unpriced" && row.color ? (
                    <i className="sw hatch" />
                  ) : (
                    row.color && <i className="sw" style={{ "--k": `var(${row.color})` } as React.CSSProperties} />
                  )}
                  {row.narrow ? (
                    <a className="cost" href={row.narrow}>
                      <span>{row.label}</span>
                    </a>
                  ) : (
                    <span>{row.label}</span>
                  )}
                </div>
              </td>
              {hasTrend && <td className="hp">{row.trend && <Sparkline values={row.trend} />}</td>}
              <td className="n s hp" title={row.tokensExact}>
                {row.tokens}
              </td>
              <td className="n">
                {row.cost === null ? (
                  <>
                    <span className="dash">—</span>{" "}
                    {row.href ? (
                      <a className="unp" href={row.href}>
                        {words.unpriced}
                      </a>
                    ) : (
                      <span className="unp">{words.unpriced}</span>
                    )}
                  </>
                ) : row.href ? (
                  <a className="cost" href={row.href}>
                    {row.cost}
                  </a>
                ) : (
                  row.cost
                )}
                {row.isAssumed && <span className="dag">†</span>}
              </td>
              <td className="n s hp">{row.share}</td>
              <td className="n">{row.change}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>{words.total}</td>
            {hasTrend && <td className="hp" />}
            <td className="n hp">{total.tokens}</td>
            <td className="n">
              <a className="cost dblr" href={total.href}>
                {total.cost}
              </a>
            </td>
            <td className="n hp">{total.share}</td>
            <td className="n">{total.change}</td>
          </tr>
        </tfoot>
      </table>
    </Scroller>
  );
}
