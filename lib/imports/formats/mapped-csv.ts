import { canonicalReader, type MappedColumn } from "@/lib/usage/canonical";
import type { Mapping } from "../mapping";
import { numberReader } from "../number-style";
import type { TableFormat } from "../table-format";

const tokenColumns: readonly MappedColumn[] = [
  "input_tokens",
  "output_tokens",
  "cached_input_tokens",
  "cache_write_tokens",
  "cache_write_1h_tokens",
  "reasoning_tokens",
];
const otherNumbers: readonly MappedColumn[] = ["requests", "cost"];

/** Any other table, its columns mapped by hand. */
export function mappedCsv(mapping: Mapping): TableFormat {
  const { columns, unit, decimal_mark: mark, date_order, input_includes_cached, row_is, currency } = mapping;
  const constants: Partial<Record<MappedColumn, string | undefined>> = { provider: mapping.provider, ...mapping.constants };
  const column = new Map(Object.entries(columns).map(([field, header]) => [field, header.trim().normalize("NFC").toLowerCase()]));
  const named = (field: MappedColumn) => column.get(field) ?? "";
  return {
    id: "mapped-csv",
    signature: [...new Set(column.values())],
    optional: [],
    totalsColumns: [named("timestamp"), named("model")],
    reader: ({ zone, delimiter }) => {
      const tokens = numberReader({ delimiter, mark, unit });
      const plain = numberReader({ delimiter, mark, unit: "tokens" });
      const read = canonicalReader<MappedColumn>({
        ...{ zone, currency },
        delimiter: mark ? "," : delimiter,
        isInclusive: input_includes_cached,
        ...(date_order && { dateOrder: date_order }),
        ...(row_is && { rowIs: row_is }),
      });
      return {
        read: (cell) =>
          read((field) => {
            if (constants[field]) return constants[field];
            const text = cell(named(field));
            if (tokenColumns.includes(field)) return tokens(text);
            return otherNumbers.includes(field) ? plain(text) : text;
          }),
      };
    },
  };
}
