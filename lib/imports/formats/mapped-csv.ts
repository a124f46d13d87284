import { canonicalReader, type MappedColumn } from "@/lib/usage/canonical";
import type { Mapping } from "../mapping";
import type { TableFormat } from "../table-format";

/** Any other table, its columns mapped by hand. */
export function mappedCsv({ columns, provider, date_order, input_includes_cached, currency }: Mapping): TableFormat {
  const column = new Map(Object.entries(columns).map(([field, header]) => [field, header.trim().normalize("NFC").toLowerCase()]));
  const named = (field: MappedColumn) => column.get(field) ?? "";
  return {
    id: "mapped-csv",
    signature: [...new Set(column.values())],
    optional: [],
    totalsColumns: [named("timestamp"), named("model")],
    reader: ({ zone, delimiter }) => {
      const read = canonicalReader<MappedColumn>({
        ...{ zone, delimiter, currency },
        isInclusive: input_includes_cached,
        ...(date_order && { dateOrder: date_order }),
      });
      return { read: (cell) => read((field) => (field === "provider" && provider) || cell(named(field))) };
    },
  };
}
