import { textAt } from "../json-format";
import { usageBuckets } from "./usage-buckets";

/** Anthropic's admin API, `GET /v1/organizations/usage_report/messages`; it counts no requests. */
export const anthropicUsageJson = usageBuckets({
  id: "anthropic-usage-json",
  provider: "anthropic",
  times: { start: "starting_at", end: "ending_at" },
  usage: (fields, result) => ({
    isInclusive: false,
    input: fields.requiredCount(textAt(result, "uncached_input_tokens")),
    output: fields.requiredCount(textAt(result, "output_tokens")),
    read: fields.count(textAt(result, "cache_read_input_tokens")),
    write5m: fields.count(textAt(result, "cache_creation", "ephemeral_5m_input_tokens")),
    write1h: fields.count(textAt(result, "cache_creation", "ephemeral_1h_input_tokens")),
    tier: textAt(result, "service_tier"),
    project: textAt(result, "workspace_id"),
    apart: textAt(result, "context_window"),
    requests: null,
  }),
});
