import type { Zone } from "@/lib/period";
import { parseCount } from "./count";
import { longestName, type RejectionCode, type UsageRow } from "./row";
import { timestampReader } from "./timestamp";

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

/** A cell by column; "" where the file has no such column. */
export type Cells = (column: CanonicalColumn) => string;

/**
 * Reads canonical rows. Cached and written tokens are parts of the input, reasoning of the output; no count of requests means one.
 * A row is a single request when `requests` is 1, or is empty and there is a request id.
 */
export function canonicalReader(zone: Zone, delimiter: string): (cells: Cells) => UsageRow | RejectionCode {
  const readTime = timestampReader(zone);
  return (cells) => {
    const time = readTime(cells("timestamp"));
    if (typeof time === "string") return time;
    const model = name(cells("model"));
    if (model === "") return "missing_model";

    const all = parseCount(cells("input_tokens"), delimiter);
    const output = parseCount(cells("output_tokens"), delimiter);
    if (all === null || output === null) return "missing_tokens";
    const read = parseCount(cells("cached_input_tokens"), delimiter) ?? 0n;
    const write5m = parseCount(cells("cache_write_tokens"), delimiter) ?? 0n;
    const write1h = parseCount(cells("cache_write_1h_tokens"), delimiter) ?? 0n;
    const reasoning = parseCount(cells("reasoning_tokens"), delimiter) ?? 0n;
    const requests = parseCount(cells("requests"), delimiter);
    if (typeof all === "string") return all;
    if (typeof output === "string") return output;
    if (typeof read === "string") return read;
    if (typeof write5m === "string") return write5m;
    if (typeof write1h === "string") return write1h;
    if (typeof reasoning === "string") return reasoning;
    if (typeof requests === "string") return requests;
    const input = all - read - write5m - write1h;
    if (input < 0n) return "cached_exceeds_input";
    if (reasoning > output) return "reasoning_exceeds_output";

    const tier = name(cells("service_tier")).toLowerCase();
    const requestId = name(cells("request_id"));
    const row: UsageRow = {
      startsAt: time.instant,
      timeIdentity: time.identity,
      provider: name(cells("provider")),
      model,
      tier: tier === "standard" ? "" : tier,
      team: name(cells("team")),
      project: name(cells("project")),
      user: name(cells("user")),
      apiKey: "",
      requests: requests ?? 1n,
      isSingle: requests === 1n || (requests === null && requestId !== ""),
      tokens: { input, cache_read: read, cache_write_5m: write5m, cache_write_1h: write1h, output },
      reasoning,
      requestId,
    };
    return isTooLong(row) ? "value_too_long" : row;
  };
}

/** As it is compared and stored: trimmed, in NFC. */
export function name(cell: string): string {
  return cell.trim().normalize("NFC");
}

function isTooLong({ provider, model, tier, team, project, user, requestId }: UsageRow): boolean {
  return [provider, model, tier, team, project, user, requestId].some((text) => text.length > longestName);
}
