import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import type { TableFormat } from "../table-format";

/** Anthropic's console, `claude_api_tokens_*.csv`: days by model, key and context window; older files have one cache write column. */
export const anthropicTokensCsv: TableFormat = {
  id: "anthropic-tokens-csv",
  signature: ["usage_date_utc", "model_version", "usage_input_tokens_no_cache", "usage_output_tokens"],
  optional: [
    ...["api_key", "workspace", "usage_type", "context_window", "inference_geo", "speed"],
    ...["usage_input_tokens_cache_write", "usage_input_tokens_cache_write_5m", "usage_input_tokens_cache_write_1h", "usage_input_tokens_cache_read"],
  ],
  totalsColumns: ["usage_date_utc", "model_version"],
  reader: ({ delimiter, has }) => {
    const fields = new Fields(timestampReader("UTC"), delimiter);
    const write5m = has("usage_input_tokens_cache_write_5m") ? "usage_input_tokens_cache_write_5m" : "usage_input_tokens_cache_write";
    return {
      read: (cell) =>
        fields.usage({
          time: fields.time(cell("usage_date_utc")),
          provider: "anthropic",
          model: fields.model(cell("model_version")),
          isInclusive: false,
          input: fields.requiredCount(cell("usage_input_tokens_no_cache")),
          output: fields.requiredCount(cell("usage_output_tokens")),
          read: fields.count(cell("usage_input_tokens_cache_read")),
          write5m: fields.count(cell(write5m)),
          write1h: fields.count(cell("usage_input_tokens_cache_write_1h")),
          tier: cell("usage_type"),
          project: cell("workspace"),
          apiKey: cell("api_key"),
          apart: [cell("context_window"), cell("inference_geo"), cell("speed")].join(" "),
          requests: null,
          isSingle: false,
        }),
    };
  },
};
