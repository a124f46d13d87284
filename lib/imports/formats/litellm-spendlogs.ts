import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { type JsonFormat, parsedCell, textAt } from "../json-format";
import { ignored, isNothing, type Outcome } from "../outcome";
import type { TableFormat } from "../table-format";

const signature = ["request_id", "prompt_tokens", "completion_tokens", "startTime", "model"];

/** The providers that LiteLLM names and that a price book can know. What it calls others (a proxy, a local server) says nothing of whose model it is. */
const providers = new Set([
  ...["openai", "azure", "anthropic", "gemini", "vertex_ai", "mistral", "deepseek", "xai", "cohere", "cohere_chat", "moonshot", "groq", "perplexity"],
  ...["bedrock", "bedrock_converse"],
]);

/** LiteLLM's table of requests, as CSV. */
export const litellmSpendlogsCsv: TableFormat = {
  id: "litellm-spendlogs-csv",
  signature: signature.map((column) => column.toLowerCase()),
  optional: ["endtime", "custom_llm_provider", "metadata", "cache_hit", "spend", "team_id", "user", "api_key"],
  totalsColumns: ["starttime", "model"],
  reader: ({ delimiter }) => {
    const read = litellmUsage(delimiter);
    return { read: (cell) => read((field) => cell(field.toLowerCase()), parsedCell(cell("metadata"))) };
  },
};

/** The same as JSON. */
export const litellmSpendlogsJson: JsonFormat = {
  id: "litellm-spendlogs-json",
  recognises: (log) => signature.every((field) => field in log),
  reader: () => {
    const read = litellmUsage();
    return {
      read: (log, line) => {
        const metadata = typeof log.metadata === "string" ? parsedCell(log.metadata) : log.metadata;
        return [{ line, outcome: read((field) => textAt(log, field), metadata) }];
      },
    };
  },
};

/** Reads what LiteLLM knows of one call after another, by the names of its table. */
export function litellmUsage(delimiter?: string): (field: (name: string) => string, metadata: unknown) => Outcome {
  const fields = new Fields(timestampReader("UTC"), delimiter);
  return (field, metadata) => usage(fields, field, metadata);
}

function usage(fields: Fields, field: (name: string) => string, metadata: unknown): Outcome {
  if (field("cache_hit").trim().toLowerCase() === "true") return ignored("gateway_cache_hit");
  if (isNothing(field("prompt_tokens")) && isNothing(field("completion_tokens"))) return ignored("no_usage");
  const provider = field("custom_llm_provider").trim().toLowerCase();
  const cached =
    textAt(metadata, "usage_object", "cache_read_input_tokens") || textAt(metadata, "usage_object", "prompt_tokens_details", "cached_tokens");
  return fields.usage({
    time: fields.time(field("startTime")),
    provider: providers.has(provider) ? provider : "",
    model: fields.model(field("model")),
    isInclusive: true,
    input: fields.count(field("prompt_tokens")),
    output: fields.count(field("completion_tokens")),
    read: fields.count(cached),
    write5m: fields.count(textAt(metadata, "usage_object", "cache_creation_input_tokens")),
    team: field("team_id"),
    user: field("user"),
    apiKey: field("api_key"),
    requests: 1n,
    isSingle: true,
    reported: fields.reported(field("spend"), "USD"),
    requestId: field("request_id"),
  });
}
