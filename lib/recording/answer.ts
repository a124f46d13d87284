import { at, isObject, type JsonObject, textAt } from "@/lib/imports/json-format";
import type { Outcome } from "@/lib/imports/outcome";
import type { Instant } from "@/lib/period";
import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import type { Defaults } from "./record";
import { countsOf, isUsageObject } from "./usage-object";

/** Where answers keep what they used. */
const usagePaths = [["usage"], ["usageMetadata"], ["response", "usage"], ["totalUsage"]];

/**
 * Reads what a provider's API answered, or what a kit made of it, as it is: OpenAI's chat completions, responses and embeddings and all who speak like it,
 * Anthropic's messages, Gemini's content, Bedrock's Converse, the AI SDK's results; also their `usage` object alone, or with canonical fields beside it.
 * null: the record is none of these. What it does not say of itself is taken from the defaults; its time, where nothing tells it, is when it came.
 */
export function answerReader(defaults: Defaults, receivedAt: Instant): (record: JsonObject) => Outcome | null {
  const fields = new Fields(timestampReader("UTC"));
  return (record) => {
    const usage = usageOf(record, defaults);
    if (!usage) return null;
    const first = (...paths: string[]) => paths.map((path) => textAt(record, ...path.split("."))).find((text) => text !== "") ?? "";
    const provider = first("provider") || (defaults.provider ?? "");
    const counts = countsOf(fields, usage, provider);
    if (!counts) return null;
    const tier = first("service_tier", "usage.service_tier") || (defaults.service_tier ?? "");
    return fields.usage({
      ...counts,
      time: fields.time(timeOf(first) || (defaults.timestamp ?? "") || String(receivedAt)),
      provider,
      model: fields.model(first("model", "modelVersion", "response.modelId", "modelId") || (defaults.model ?? "")),
      tier: tier.toLowerCase() === "default" ? "" : tier,
      team: first("team") || (defaults.team ?? ""),
      project: first("project") || (defaults.project ?? ""),
      user: first("user") || (defaults.user ?? ""),
      requests: 1n,
      isSingle: true,
      requestId:
        first("request_id", "id", "responseId", "response.id", "$metadata.requestId", "ResponseMetadata.RequestId") || (defaults.request_id ?? ""),
    });
  };
}

/** The usage object in a record, or the record itself where it can be nothing else; a canonical row has its counts at its top. */
function usageOf(record: JsonObject, defaults: Defaults): JsonObject | null {
  for (const path of usagePaths) {
    const found = at(record, ...path);
    if (isObject(found)) return found;
  }
  if (Object.hasOwn(record, "model") || Object.hasOwn(record, "timestamp")) return null;
  return isUsageObject(record) || defaults.model ? record : null;
}

function timeOf(first: (...paths: string[]) => string): string {
  const stated = first("timestamp", "created", "created_at", "createTime", "response.timestamp");
  if (stated) return stated;
  // AWS's kit for Python keeps the headers, whose date is as HTTP writes it.
  const date = Date.parse(first("ResponseMetadata.HTTPHeaders.date"));
  return Number.isNaN(date) ? "" : String(date);
}
