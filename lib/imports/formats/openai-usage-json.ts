import { textAt } from "../json-format";
import { openaiTier } from "./openai-usage-csv";
import { usageBuckets } from "./usage-buckets";

/** OpenAI's usage API, `GET /v1/organization/usage/completions`. */
export const openaiUsageJson = usageBuckets({
  id: "openai-usage-json",
  provider: "openai",
  times: { start: "start_time", end: "end_time" },
  isBucket: ({ object }) => object === "bucket",
  usage: (fields, result) => ({
    isInclusive: true,
    input: fields.requiredCount(textAt(result, "input_tokens")),
    output: fields.requiredCount(textAt(result, "output_tokens")),
    read: fields.count(textAt(result, "input_cached_tokens")),
    write5m: fields.count(textAt(result, "input_cache_write_tokens")),
    tier: textAt(result, "batch") === "true" ? "batch" : openaiTier(textAt(result, "service_tier")),
    project: textAt(result, "project_id"),
    user: textAt(result, "user_id"),
    requests: fields.optionalCount(textAt(result, "num_model_requests")),
  }),
});
