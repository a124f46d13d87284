import { decimalText, parseDecimal } from "@/lib/money";
import { Fields } from "@/lib/usage/fields";
import type { Money } from "@/lib/usage/row";
import { timestampReader } from "@/lib/usage/timestamp";
import { type JsonFormat, type JsonObject, textAt } from "../json-format";
import { ignored, isNothing, type Outcome } from "../outcome";

const signature = ["id", "created_at", "ai_org", "ai_model", "req_units", "res_units"];

/** Providers under Portkey's names for them. What it calls others (a virtual provider, a local server) says nothing of whose model it is. */
const providers: ReadonlyMap<string, string> = new Map([
  ...["openai", "anthropic", "google", "deepseek", "cohere", "groq", "bedrock", "moonshot"].map((name) => [name, name] as const),
  ...([
    ["azure-openai", "azure"],
    ["vertex-ai", "vertex_ai"],
    ["mistral-ai", "mistral"],
    ["x-ai", "xai"],
    ["perplexity-ai", "perplexity"],
  ] as const),
]);

/** Portkey's export of logs: one request a line. Its fields are those that were asked for; without these there is no usage to read. */
export const portkeyLogsJsonl: JsonFormat = {
  id: "portkey-logs-jsonl",
  recognises: (log) => signature.every((field) => field in log),
  reader: ({ zone }) => {
    const fields = new Fields(timestampReader(zone));
    return { read: (log, line) => [{ line, outcome: usage(fields, log) }] };
  },
};

function usage(fields: Fields, log: JsonObject): Outcome {
  if (/^(semantic )?hit$/i.test(textAt(log, "cache_status").trim())) return ignored("gateway_cache_hit");
  if (isNothing(textAt(log, "req_units")) && isNothing(textAt(log, "res_units"))) return ignored("failed_call");
  return fields.usage({
    time: fields.time(textAt(log, "created_at")),
    provider: providers.get(textAt(log, "ai_org").trim().toLowerCase()) ?? "",
    model: fields.model(textAt(log, "ai_model")),
    isInclusive: true,
    input: fields.count(textAt(log, "req_units")),
    output: fields.count(textAt(log, "res_units")),
    user: textAt(log, "metadata", "_user"),
    requests: 1n,
    isSingle: true,
    reported: inDollars(fields.reported(textAt(log, "cost"), "USD")),
    requestId: textAt(log, "id"),
  });
}

/** Portkey writes cents. */
function inDollars(cents: Money | null): Money | null {
  if (!cents) return null;
  const { digits, scale } = parseDecimal(cents.amount);
  return { ...cents, amount: decimalText({ digits, scale: scale + 2 }) };
}
