import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { type JsonFormat, listAt, textAt } from "../json-format";

/** Anthropic's admin API, `GET /v1/organizations/usage_report/messages`: buckets, each with a result per group; it counts no requests. */
export const anthropicUsageJson: JsonFormat = {
  id: "anthropic-usage-json",
  hasMany: true,
  recognises: (bucket) => "starting_at" in bucket && "ending_at" in bucket && Array.isArray(bucket.results),
  reader: () => {
    const fields = new Fields(timestampReader("UTC"));
    return {
      read: (bucket, line) => listAt(bucket, "results").map((result) => ({ line, outcome: usage(fields, bucket, result) })),
    };
  },
};

function usage(fields: Fields, bucket: unknown, result: unknown) {
  return fields.usage({
    time: fields.time(textAt(bucket, "starting_at")),
    end: fields.optionalTime(textAt(bucket, "ending_at")),
    provider: "anthropic",
    model: fields.model(textAt(result, "model")),
    isInclusive: false,
    input: fields.requiredCount(textAt(result, "uncached_input_tokens")),
    output: fields.requiredCount(textAt(result, "output_tokens")),
    read: fields.count(textAt(result, "cache_read_input_tokens")),
    write5m: fields.count(textAt(result, "cache_creation", "ephemeral_5m_input_tokens")),
    write1h: fields.count(textAt(result, "cache_creation", "ephemeral_1h_input_tokens")),
    tier: textAt(result, "service_tier"),
    project: textAt(result, "workspace_id"),
    apiKey: textAt(result, "api_key_id"),
    apart: textAt(result, "context_window"),
    requests: null,
    isSingle: false,
  });
}
