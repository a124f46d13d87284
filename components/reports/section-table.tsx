import { Scroller } from "@/components/ui/scroller";
import { type Column, TableHead } from "@/components/ui/table-head";

/** A line: what stands in each column. `isQuiet`: others together. */
export type SectionRow = { key: string; cells: string[]; isQuiet?: boolean };

/** A table of a report: its rows, and what they add up to. */
export function SectionTable({
  label,
  columns,
  rows,
  total,
}: {
  label: string;
  columns: readonly (Column & { className: string })[];
  rows: readonly SectionRow[];
  total: string[] | null;
}) {
  const cells = (texts: readonly string[], isTotal = false) =>
    texts.map((text, place) => {
      const { title = "", className = "" } = columns[place] ?? {};
      return (
        <td key={title} className={className || undefined}>
          {isTotal && place === texts.length - 1 ? <span className="dblr">{text}</span> : text}
        </td>
      );
    });
  return (
    <Scroller label={label}>
      <table aria-label={label}>
        <TableHead columns={columns} />
        <tbody>
          {rows.map(({ key, cells: texts, isQuiet }) => (
            <tr key={key} className={isQuiet ? "quiet" : undefined}>
              {cells(texts)}
            </tr>
          ))}
        </tbody>
        {total && (
          <tfoot>
            <tr>{cells(total, true)}</tr>
          </tfoot>
        )}
      </table>
    </Scroller>
  );
}
