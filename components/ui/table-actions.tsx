import { Download } from "lucide-react";
import { CopyButton, type CopyWords } from "./copy-button";

type TableActionsProps = {
  /** What the table is called. */
  table: string;
  /** Where the same figures are to be had, exact: comma-separated to keep, tab-separated to paste. */
  hrefs: { csv: string; tsv: string };
  words: CopyWords;
};

/** What can be done with a table: copy it, or keep it as a file. Both have all rows and exact figures. */
export function TableActions({ table, hrefs, words }: TableActionsProps) {
  return (
    <span className="acts">
      <CopyButton text={{ from: hrefs.tsv }} label={table} className="btn quiet sm" words={words} />
      <a className="btn quiet sm" href={hrefs.csv} aria-label={`CSV: ${table}`} download>
        <Download className="i" size={16} strokeWidth={1.6} aria-hidden="true" /> CSV
      </a>
    </span>
  );
}
