import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { ignored } from "../outcome";
import type { TableFormat } from "../table-format";

const buckets = ["start_time", "end_time", "start_time_iso", "end_time_iso"];
const grouped = ["project_id", "user_id", "api_key_id", "model", "batch", "service_tier"];
const counted = ["num_model_requests", "input_tokens", "output_tokens", "input_cached_tokens"];

/** OpenAI's usage dashboard, `completions_usage_*.csv`: buckets of a minute to a day; which columns there are varies with the grouping. */
export const openaiUsageCsv: TableFormat = {
  id: "openai-usage-csv",
  signature: buckets,
  without: ["amount_value"],
  optional: [...grouped, ...counted],
  totalsColumns: ["start_time", "model"],
  reader: ({ delimiter, has }) => {
    const fields = new Fields(timestampReader("UTC"), delimiter);
    const columns = [...grouped, ...counted];
    // A column that the grouping left out counts as 0, as long as one of the two is there.
    const count = (column: string, cell: string, other: string) => (has(column) || !has(other) ? fields.requiredCount(cell) : 0n);
    return {
      read: (cell) => {
        if (columns.every((column) => cell(column).trim() === "")) return ignored("empty_bucket");
        const isBatch = cell("batch").trim().toLowerCase() === "true";
        return fields.usage({
          time: fields.time(seconds(cell("start_time"))),
          end: fields.optionalTime(seconds(cell("end_time"))),
          provider: "openai",
          model: fields.model(cell("model")),
          isInclusive: true,
          input: count("input_tokens", cell("input_tokens"), "output_tokens"),
          output: count("output_tokens", cell("output_tokens"), "input_tokens"),
          read: fields.count(cell("input_cached_tokens")),
          tier: isBatch ? "batch" : openaiTier(cell("service_tier")),
          project: cell("project_id"),
          user: cell("user_id"),
          apiKey: cell("api_key_id"),
          requests: fields.optionalCount(cell("num_model_requests")),
          isSingle: false,
        });
      },
    };
  },
};

/** Spreadsheets and scripts write whole numbers as `1775001600.0`. */
export function seconds(cell: string): string {
  return cell.trim().replace(/\.0*$/, "");
}

/** What OpenAI calls default is standard. */
export function openaiTier(cell: string): string {
  return cell.trim().toLowerCase() === "default" ? "" : cell;
}
