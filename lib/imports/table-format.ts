import type { Zone } from "@/lib/period";
import type { RejectionCode, UsageRow } from "@/lib/usage/row";

/** A kind of table: how it is recognised, and how its records become usage. Each stands in a file of its own under `formats/`. */
export type TableFormat = {
  /** Stable; also the source of its usage where the importer names none. */
  id: string;
  /** Lower-case column names. A header that has any of the required ones is taken for this format. */
  required: readonly string[];
  optional: readonly string[];
  /** A reader for the records of one file. `cell` gives a column's text by its name, "" where the file has none. */
  reader: (options: { zone: Zone; delimiter: string }) => (cell: (column: string) => string) => UsageRow | RejectionCode;
  /** The columns whose first words give away a line of totals. */
  totalsColumns: readonly string[];
};
