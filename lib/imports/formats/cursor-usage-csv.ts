import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { ignored, isNothing } from "../outcome";
import type { TableFormat } from "../table-format";

const withWrite = "input (w/ cache write)";
const withoutWrite = "input (w/o cache write)";

/** Cursor's usage events, three generations of columns. What its two inputs mean is decided row by row, by their total. */
export const cursorUsageCsv: TableFormat = {
  id: "cursor-usage-csv",
  signature: ["date", "model", withWrite, withoutWrite, "cache read", "output tokens"],
  optional: ["total tokens", "kind", "cost", "user"],
  totalsColumns: ["date", "model"],
  reader: ({ delimiter, has }) => {
    const fields = new Fields(timestampReader("UTC"), delimiter);
    return {
      read: (cell) => {
        if (/no charge|not charged/i.test(cell("kind"))) return ignored("not_charged");
        if ([withWrite, withoutWrite, "cache read", "output tokens"].every((column) => isNothing(cell(column)))) return ignored("no_usage");
        const time = fields.time(cell("date"));
        const model = fields.model(cell("model"));
        const first = fields.count(cell(withWrite));
        const second = fields.count(cell(withoutWrite));
        const read = fields.count(cell("cache read"));
        const output = fields.count(cell("output tokens"));
        const total = has("total tokens") ? fields.optionalCount(cell("total tokens")) : null;
        // Separate: the first input is what was written to the cache. Else it contains the second.
        const isSeparate = total === null || first + second + read + output === total;
        const write5m = isSeparate ? first : first - second;
        if (!isSeparate && (first + read + output !== total || write5m < 0n)) fields.refuse("token_mismatch");
        return fields.usage({
          time,
          model,
          read,
          output,
          write5m,
          isInclusive: false,
          input: second,
          user: cell("user"),
          requests: 1n,
          isSingle: true,
          reported: fields.reported(cell("cost"), "USD"),
        });
      },
    };
  },
};
