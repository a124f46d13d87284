import type { Month, Zone } from "@/lib/period";
import type { Outcome, Placed } from "./outcome";

/** What the readers of one file are told. */
export type ReaderOptions = {
  /** Where times without a zone are, unless the format says where its times are. */
  zone: Zone;
  /** Between the cells; it decides what a comma in a number means. */
  delimiter: string;
  /** For files without dates. */
  month: Month | null;
  /** Whether the file has a column. */
  has: (column: string) => boolean;
};

/** A cell's text by its column's name; "" where the file has none. */
export type Cell = (column: string) => string;

/** Reads the records of one file in order. */
export type TableReader = {
  /** What a record ends as; null: it waits for others, and is counted with them. */
  read: (cell: Cell, line: number) => Outcome | null;
  /** Reads a record of the companion table; what cannot be read is refused, the rest is counted with the rows it belongs to. */
  readCompanion?: (cell: Cell, line: number) => Outcome | null;
  /** What has waited until the end. */
  end?: () => Iterable<Placed>;
};

/** A kind of table: how it is recognised, and how its records become usage or charges. Each stands in a file of its own under `formats/`. */
export type TableFormat = {
  /** Stable; also the source of its rows where the importer names none. */
  id: string;
  /** Lower-case column names that give it away where all are there; they are required. */
  signature: readonly string[];
  /** Columns that give away another format with the same signature. */
  without?: readonly string[];
  /** Required besides: a file that lacks one is refused as a whole. */
  required?: readonly string[];
  /** Of each of these one is required: generations of a format call it differently. */
  either?: readonly (readonly string[])[];
  /** Read where they are there; all others are kept out of the way. */
  optional: readonly string[];
  /** The columns whose first words give away a line of totals, besides the first. */
  totalsColumns: readonly string[];
  /** Of the table that comes with it in one archive. */
  companion?: { signature: readonly string[] };
  reader: (options: ReaderOptions) => TableReader;
};
