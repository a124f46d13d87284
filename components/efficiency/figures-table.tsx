import { Sparkline } from "@/components/ui/sparkline";
import { TableHead } from "@/components/ui/table-head";

/** A figure ready to be shown: every text is written already. */
export type FigureRow = {
  key: string;
  label: string;
  /** What it rests on, or why it is unknown. */
  basis: string;
  trend: (bigint | null)[];
  now: string;
  /** Of `now`, where that is rounded. */
  exact: string | null;
  before: string;
  change: string;
};

type FiguresTableProps = {
  label: string;
  rows: FigureRow[];
  /** Whether there is a stretch to compare with. */
  isCompared: boolean;
  words: { figure: string; trend: string; now: string; before: string; change: string };
};

/** Figures that do not add up: each with its trend, what it was before and what it rests on. */
export function FiguresTable({ label, rows, isCompared, words }: FiguresTableProps) {
  const compared = [
    { title: words.before, className: "n hp" },
    { title: words.change, className: "n" },
  ];
  return (
    <table aria-label={label}>
      <TableHead
        columns={[words.figure, { title: words.trend, className: "hp" }, { title: words.now, className: "n" }, ...(isCompared ? compared : [])]}
      />
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <td>
              {row.label}
              <div className="sub">{row.basis}</div>
            </td>
            <td className="hp">
              <Sparkline values={row.trend} />
            </td>
            <td className="n b" title={row.exact ?? undefined} data-testid={row.key}>
              {row.now}
            </td>
            {isCompared && <td className="n s hp">{row.before}</td>}
            {isCompared && <td className="n">{row.change}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
