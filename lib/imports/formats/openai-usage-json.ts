import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { type JsonFormat, listAt, textAt } from "../json-format";
import { openaiTier } from "./openai-usage-csv";

/** OpenAI's usage API, `GET /v1/organization/usage/completions`: buckets, each with a result per group. */
export const openaiUsageJson: JsonFormat = {
  id: "openai-usage-json",
  hasMany: true,
  recognises: (bucket) => bucket.object === "bucket" && "start_time" in bucket && Array.isArray(bucket.results),
  reader: () => {
    const fields = new Fields(timestampReader("UTC"));
    return {
      read: (bucket, line) => listAt(bucket, "results").map((result) => ({ line, outcome: usage(fields, bucket, result) })),
    };
  },
};

function usage(fields: Fields, bucket: unknown, result: unknown) {
  return fields.usage({
    time: fields.time(textAt(bucket, "start_time")),
    end: fields.optionalTime(textAt(bucket, "end_time")),
    provider: "openai",
    model: fields.model(textAt(result, "model")),
    isInclusive: true,
    input: fields.requiredCount(textAt(result, "input_tokens")),
    output: fields.requiredCount(textAt(result, "output_tokens")),
    read: fields.count(textAt(result, "input_cached_tokens")),
    write5m: fields.count(textAt(result, "input_cache_write_tokens")),
    tier: textAt(result, "batch") === "true" ? "batch" : openaiTier(textAt(result, "service_tier")),
    project: textAt(result, "project_id"),
    user: textAt(result, "user_id"),
    apiKey: textAt(result, "api_key_id"),
    requests: fields.optionalCount(textAt(result, "num_model_requests")),
    isSingle: false,
  });
}
