import type { Fields } from "@/lib/usage/fields";
import { listAt, textAt } from "../json-format";
import { ignored, type Outcome } from "../outcome";

/** The operations that call a model; agents and tools repeat what their children used. */
const modelCalls = new Set(["chat", "text_completion", "generate_content", "embeddings"]);

/** By what a convention tells the kind of a span, and which kinds call a model. The first that a span has decides. */
const kinds: readonly { attribute: string; isModelCall: (kind: string) => boolean }[] = [
  // OpenTelemetry's semantic conventions for generative AI.
  { attribute: "gen_ai.operation.name", isModelCall: (kind) => modelCalls.has(kind) },
  // The AI SDK: what it names without do… sums up the calls inside.
  { attribute: "ai.operationId", isModelCall: (kind) => /\.do(?:Generate|Stream|Embed)$/.test(kind) },
  // OpenInference.
  { attribute: "openinference.span.kind", isModelCall: (kind) => /^(?:llm|embedding)$/i.test(kind) },
  // OpenLLMetry, before it followed the conventions.
  { attribute: "llm.request.type", isModelCall: (kind) => /^(?:chat|completion|embedding)$/i.test(kind) },
];

/** Where the conventions, present and past, keep each value; the first that a span has counts. */
const names = {
  provider: ["gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system"],
  model: [
    ...["gen_ai.response.model", "gen_ai.request.model", "ai.response.model", "ai.model.id"],
    ...["llm.response.model_name", "llm.model_name", "embedding.model_name"],
  ],
  input: [
    ...["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt"],
    ...["ai.usage.inputTokens", "ai.usage.promptTokens", "ai.usage.tokens", "llm.usage.prompt_tokens"],
  ],
  output: [
    ...["gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.token_count.completion"],
    ...["ai.usage.outputTokens", "ai.usage.completionTokens", "llm.usage.completion_tokens"],
  ],
  read: [
    ...["gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens", "gen_ai.usage.input_tokens.cached"],
    ...["llm.token_count.prompt_details.cache_read", "ai.usage.inputTokenDetails.cacheReadTokens", "ai.usage.cachedInputTokens"],
  ],
  written: [
    ...["gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_creation_input_tokens"],
    ...["llm.token_count.prompt_details.cache_write", "ai.usage.inputTokenDetails.cacheWriteTokens"],
  ],
  reasoning: [
    ...["gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens", "gen_ai.usage.output_tokens.reasoning"],
    ...["llm.token_count.completion_details.reasoning", "ai.usage.outputTokenDetails.reasoningTokens", "ai.usage.reasoningTokens"],
  ],
  tier: ["openai.response.service_tier", "gen_ai.openai.response.service_tier"],
  team: ["obole.team"],
  project: ["obole.project"],
  user: ["obole.user", "user.id", "enduser.id"],
} as const;

/** A span of OTLP as JSON, with the attributes of its resource. */
export type Span = { span: unknown; resource: readonly unknown[] };

/** The spans of an OTLP batch as JSON. */
export function spansOf(batch: unknown): Span[] {
  return listAt(batch, "resourceSpans").flatMap((each) => {
    const resource = listAt(each, "resource", "attributes");
    return listAt(each, "scopeSpans")
      .flatMap((scope) => listAt(scope, "spans"))
      .map((span) => ({ span, resource }));
  });
}

/** What a span used; spans that call no model are ignored, whatever else they tell of. Cached tokens are part of the input, but for old AI SDKs. */
export function spanUsage(fields: Fields, { span, resource }: Span): Outcome {
  const attributes = listAt(span, "attributes");
  const value = (name: keyof typeof names) => firstOf(attributes, names[name]);
  const kind = kinds.map(({ attribute, isModelCall }) => ({ kind: attributeOf(attributes, attribute), isModelCall })).find((each) => each.kind);
  // The first conventions named no kind.
  const isModelCall = kind ? kind.isModelCall(kind.kind) : value("input") !== "" && attributeOf(attributes, "gen_ai.system") !== "";
  if (!isModelCall) return ignored("not_a_model_call");
  if (textAt(span, "status", "code").replace("STATUS_CODE_ERROR", "2") === "2" && !value("input") && !value("output")) return ignored("failed_call");
  const isEmbedding = /embed/i.test(kind?.kind ?? "");
  const isKit = attributeOf(attributes, "ai.operationId") !== "";
  const provider = isKit ? (value("provider").split(".")[0] ?? "") : value("provider");
  // Before it had details, the AI SDK passed on what Anthropic counts as it was: the cache beside the input.
  const isBeside = isKit && attributeOf(attributes, "ai.usage.cachedInputTokens") === value("read") && /anthropic|bedrock/i.test(provider);
  const [trace, id] = [textAt(span, "traceId"), textAt(span, "spanId")];
  const tier = value("tier");
  return fields.usage({
    time: fields.time(textAt(span, "startTimeUnixNano")),
    end: fields.optionalTime(textAt(span, "endTimeUnixNano")),
    provider,
    model: fields.model(value("model")),
    isInclusive: !isBeside,
    input: fields.requiredCount(value("input")),
    output: isEmbedding ? fields.count(value("output")) : fields.requiredCount(value("output")),
    read: fields.count(value("read")),
    write5m: fields.count(value("written")),
    reasoning: fields.count(value("reasoning")),
    tier: tier === "default" ? "" : tier,
    team: value("team") || firstOf(resource, names.team),
    project: value("project") || firstOf(resource, [...names.project, "service.name"]),
    user: value("user"),
    requests: 1n,
    isSingle: true,
    requestId: trace && id ? `${trace}:${id}` : "",
  });
}

function firstOf(attributes: readonly unknown[], keys: readonly string[]): string {
  for (const key of keys) {
    const value = attributeOf(attributes, key);
    if (value) return value;
  }
  return "";
}

/** An attribute's value as text; OTLP wraps each in its type, and writes integers as strings. */
function attributeOf(attributes: readonly unknown[], key: string): string {
  const attribute = attributes.find((each) => textAt(each, "key") === key);
  return textAt(attribute, "value", "stringValue") || textAt(attribute, "value", "intValue") || textAt(attribute, "value", "doubleValue");
}
