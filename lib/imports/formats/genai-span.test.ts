import { expect, test } from "vitest";
import { Fields } from "@/lib/usage/fields";
import type { UsageRow } from "@/lib/usage/row";
import { timestampReader } from "@/lib/usage/timestamp";
import { spanUsage } from "./genai-span";

type Attributes = Record<string, string | number>;

const wrapped = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "string" ? { stringValue: value } : { intValue: String(value) },
  }));

function read(attributes: Attributes, { resource = {}, status = 0 } = {}) {
  const span = {
    ...{ traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", attributes: wrapped(attributes), status: { code: status } },
    ...{ startTimeUnixNano: "1780308000000000001", endTimeUnixNano: "1780308002000000000" },
  };
  return spanUsage(new Fields(timestampReader("UTC")), { span, resource: wrapped(resource) });
}

/** Uncached, read, written, output, reasoning. */
function counts(attributes: Attributes) {
  const { tokens, reasoning } = read(attributes) as UsageRow;
  return [tokens.input, tokens.cache_read, tokens.cache_write_5m, tokens.output, reasoning].map(Number);
}

const current = {
  ...{ "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o", "gen_ai.usage.input_tokens": 100 },
  ...{ "gen_ai.usage.output_tokens": 20, "gen_ai.usage.cache_read.input_tokens": 40 },
};

test("the conventions of today: the cached are part of the input, 100 − 40 = 60", () => {
  expect(counts(current)).toEqual([60, 40, 0, 20, 0]);
  expect(read(current, { resource: { "service.name": "shop", "obole.team": "Search" } })).toMatchObject({
    ...{ model: "gpt-4o", provider: "openai", project: "shop", team: "Search", startsAt: 1_780_308_000_000, endsAt: 1_780_308_002_000 },
    requestId: "0af7651916cd43dd8448eb211c80319c:b7ad6b7169203331",
  });
});

test.each([
  [
    "their first edition",
    { "gen_ai.system": "openai", "gen_ai.request.model": "gpt-4o", "gen_ai.usage.prompt_tokens": 9, "gen_ai.usage.completion_tokens": 3 },
  ],
  [
    "OpenLLMetry",
    {
      ...{ "llm.request.type": "chat", "gen_ai.system": "Anthropic", "gen_ai.response.model": "claude-sonnet-4-5" },
      ...{ "gen_ai.usage.prompt_tokens": 9, "gen_ai.usage.completion_tokens": 3, "llm.usage.total_tokens": 12 },
    },
  ],
  ["OpenInference", { "openinference.span.kind": "LLM", "llm.model_name": "gpt-4o", "llm.token_count.prompt": 9, "llm.token_count.completion": 3 }],
  [
    "the AI SDK",
    {
      ...{
        "ai.operationId": "ai.generateText.doGenerate",
        "ai.model.id": "gpt-4o",
        "ai.model.provider": "openai.chat",
        "gen_ai.system": "openai.chat",
      },
      ...{ "ai.usage.inputTokens": 9, "ai.usage.outputTokens": 3 },
    },
  ],
  [
    "the AI SDK's fourth edition",
    { "ai.operationId": "ai.streamText.doStream", "ai.model.id": "gpt-4o", "ai.usage.promptTokens": 9, "ai.usage.completionTokens": 3 },
  ],
])("%s", (_, attributes) => expect(counts(attributes)).toEqual([9, 0, 0, 3, 0]));

test("embeddings have no output, under whatever name", () => {
  expect(counts({ "gen_ai.operation.name": "embeddings", "gen_ai.request.model": "e", "gen_ai.usage.input_tokens": 7 })).toEqual([7, 0, 0, 0, 0]);
  expect(counts({ "openinference.span.kind": "EMBEDDING", "embedding.model_name": "e", "llm.token_count.prompt": 7 })).toEqual([7, 0, 0, 0, 0]);
  expect(counts({ "ai.operationId": "ai.embed.doEmbed", "ai.model.id": "e", "ai.usage.tokens": 7 })).toEqual([7, 0, 0, 0, 0]);
});

test("caches and reasoning have had several names", () => {
  const openInference = {
    ...{ "openinference.span.kind": "LLM", "llm.model_name": "m", "llm.token_count.prompt": 100, "llm.token_count.completion": 30 },
    ...{ "llm.token_count.prompt_details.cache_read": 60, "llm.token_count.prompt_details.cache_write": 10 },
    "llm.token_count.completion_details.reasoning": 5,
  };
  expect(counts(openInference)).toEqual([30, 60, 10, 30, 5]);
  const { "gen_ai.usage.cache_read.input_tokens": _, ...before } = current;
  expect(counts({ ...before, "gen_ai.usage.cache_read_input_tokens": 40, "gen_ai.usage.cache_creation_input_tokens": 10 })).toEqual([
    50, 40, 10, 20, 0,
  ]);
});

test("what the AI SDK passed on of Anthropic before it had details stands beside the input", () => {
  const span = {
    ...{ "ai.operationId": "ai.generateText.doGenerate", "ai.model.id": "claude-sonnet-4-5", "gen_ai.system": "anthropic.messages" },
    ...{ "ai.usage.inputTokens": 10, "ai.usage.cachedInputTokens": 500, "ai.usage.outputTokens": 3 },
  };
  expect(counts(span)).toEqual([10, 500, 0, 3, 0]);
  expect(read(span)).toMatchObject({ provider: "anthropic" });
});

test.each([
  ["an agent that sums up its children", { ...current, "gen_ai.operation.name": "invoke_agent" }],
  ["the AI SDK's span around its calls", { "ai.operationId": "ai.generateText", "ai.model.id": "gpt-4o", "ai.usage.promptTokens": 9 }],
  ["a chain", { "openinference.span.kind": "CHAIN", "llm.token_count.prompt": 9 }],
  ["a span of something else", { "http.request.method": "GET" }],
])("%s is not counted", (_, attributes) => expect(read(attributes)).toEqual({ kind: "ignored", reason: "not_a_model_call" }));

test("a call that failed before it used anything is not counted; one without its tokens is refused", () => {
  const call = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o" };
  expect(read(call, { status: 2 })).toEqual({ kind: "ignored", reason: "failed_call" });
  expect(read(call)).toBe("missing_tokens");
});
