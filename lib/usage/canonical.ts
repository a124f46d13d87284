import type { Zone } from "@/lib/period";
import { Fields, name } from "./fields";
import type { RejectionCode, UsageRow } from "./row";
import { type DateOrder, timestampReader } from "./timestamp";

/** The columns of the canonical row; the same names are the fields of a recorded one. */
export const canonicalColumns = {
  required: ["timestamp", "model", "input_tokens", "output_tokens"],
  optional: [
    "provider",
    "cached_input_tokens",
    "cache_write_tokens",
    "cache_write_1h_tokens",
    "reasoning_tokens",
    "requests",
    "service_tier",
    "team",
    "project",
    "user",
    "request_id",
  ],
} as const;

export type CanonicalColumn = (typeof canonicalColumns.required)[number] | (typeof canonicalColumns.optional)[number];

/** What a mapping can name besides: the api key, and what the file says a row cost. */
export type MappedColumn = CanonicalColumn | "api_key" | "cost";

export type CanonicalOptions = {
  zone: Zone;
  delimiter: string;
  /** How dates such as 03/04/2026 are meant; refused as ambiguous where it is not said. */
  dateOrder?: DateOrder;
  /** The input contains cached and written tokens; by default it does. */
  isInclusive?: boolean;
  /** Of the cost column. */
  currency?: string;
  /** What every row is; told by each one's count and id where it is not said. */
  rowIs?: "request" | "total";
};

/**
 * Reads canonical rows. `cell` gives a cell by column, "" where the file has none. Cached and written tokens are parts of the input unless it is said otherwise,
 * reasoning of the output; no count of requests means one. A row is a single request when `requests` is 1, or is empty and there is a request id;
 * where rows are totals, no count of requests is an unknown one.
 */
export function canonicalReader<Column extends MappedColumn = CanonicalColumn>({
  zone,
  delimiter,
  dateOrder,
  isInclusive = true,
  currency,
  rowIs,
}: CanonicalOptions): (cell: (column: Column | CanonicalColumn) => string) => UsageRow | RejectionCode {
  const fields = new Fields(timestampReader(zone, dateOrder), delimiter);
  return (cell) => {
    const time = fields.time(cell("timestamp"));
    const model = fields.model(cell("model"));
    const input = fields.requiredCount(cell("input_tokens"));
    const output = fields.requiredCount(cell("output_tokens"));
    const read = fields.count(cell("cached_input_tokens"));
    const write5m = fields.count(cell("cache_write_tokens"));
    const write1h = fields.count(cell("cache_write_1h_tokens"));
    const reasoning = fields.count(cell("reasoning_tokens"));
    const requests = fields.optionalCount(cell("requests"));
    const requestId = name(cell("request_id"));
    const mapped = currency === undefined ? null : (cell as (column: MappedColumn) => string);
    return fields.usage({
      time,
      model,
      isInclusive,
      input,
      output,
      read,
      write5m,
      write1h,
      reasoning,
      requestId,
      provider: cell("provider"),
      tier: cell("service_tier"),
      team: cell("team"),
      project: cell("project"),
      user: cell("user"),
      apiKey: mapped ? mapped("api_key") : "",
      requests: requests ?? (rowIs === "total" ? null : 1n),
      isSingle: rowIs !== "total" && (requests === 1n || (requests === null && (rowIs === "request" || requestId !== ""))),
      reported: mapped ? fields.reported(mapped("cost"), currency ?? "") : null,
    });
  };
}
