import { type CanonicalColumn, canonicalColumns, canonicalReader } from "@/lib/usage/canonical";
import type { TableFormat } from "../table-format";

/** Our own format: one row per request or per total. */
export const canonicalCsv: TableFormat = {
  id: "canonical-csv",
  signature: canonicalColumns.required,
  optional: canonicalColumns.optional,
  totalsColumns: ["timestamp", "model"],
  reader: ({ zone, delimiter }) => {
    const read = canonicalReader({ zone, delimiter });
    return { read: (cell) => read(cell as (column: CanonicalColumn) => string) };
  },
};
