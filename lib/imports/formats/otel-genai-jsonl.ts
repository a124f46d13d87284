import { Fields } from "@/lib/usage/fields";
import { timestampReader } from "@/lib/usage/timestamp";
import { type JsonFormat, listAt, textAt } from "../json-format";
import { ignored, type Outcome } from "../outcome";

/** The operations that call a model; agents and tools repeat what their children used. */
const modelCalls = new Set(["chat", "text_completion", "generate_content", "embeddings"]);

/** OpenTelemetry traces as OTLP/JSON lines, by the semantic conventions for generative AI: each span is a record. */
export const otelGenaiJsonl: JsonFormat = {
  id: "otel-genai-jsonl",
  hasMany: true,
  recognises: (batch) => Array.isArray(batch.resourceSpans),
  reader: () => {
    const fields = new Fields(timestampReader("UTC"));
    return {
      read: (batch, line) =>
        listAt(batch, "resourceSpans").flatMap((resource) => {
          const service = attributeOf(listAt(resource, "resource", "attributes"), "service.name");
          return listAt(resource, "scopeSpans")
            .flatMap((scope) => listAt(scope, "spans"))
            .map((span) => ({ line, outcome: usage(fields, span, service) }));
        }),
    };
  },
};

function usage(fields: Fields, span: unknown, service: string): Outcome {
  const attributes = listAt(span, "attributes");
  const value = (key: string) => attributeOf(attributes, key);
  const operation = value("gen_ai.operation.name");
  if (!modelCalls.has(operation)) return ignored("not_a_model_call");
  const output = value("gen_ai.usage.output_tokens");
  const [trace, id] = [textAt(span, "traceId"), textAt(span, "spanId")];
  return fields.usage({
    time: fields.time(textAt(span, "startTimeUnixNano")),
    end: fields.optionalTime(textAt(span, "endTimeUnixNano")),
    provider: value("gen_ai.provider.name") || value("gen_ai.system"),
    model: fields.model(value("gen_ai.response.model") || value("gen_ai.request.model")),
    isInclusive: true,
    input: fields.requiredCount(value("gen_ai.usage.input_tokens")),
    output: operation === "embeddings" ? fields.count(output) : fields.requiredCount(output),
    read: fields.count(value("gen_ai.usage.cache_read.input_tokens")),
    write5m: fields.count(value("gen_ai.usage.cache_creation.input_tokens")),
    reasoning: fields.count(value("gen_ai.usage.reasoning.output_tokens")),
    project: service,
    requests: 1n,
    isSingle: true,
    requestId: trace && id ? `${trace}:${id}` : "",
  });
}

/** An attribute's value as text; OTLP wraps each in its type, and writes integers as strings. */
function attributeOf(attributes: readonly unknown[], key: string): string {
  const attribute = attributes.find((each) => textAt(each, "key") === key);
  return textAt(attribute, "value", "stringValue") || textAt(attribute, "value", "intValue") || textAt(attribute, "value", "doubleValue");
}
