import { describe, expect, test } from "vitest";
import type { UsageRow } from "@/lib/usage/row";
import { recordReader } from "./reading";
import type { Defaults, GivenRecord } from "./record";

const receivedAt = Date.UTC(2026, 5, 1, 12);

function read(record: GivenRecord, defaults: Defaults = {}) {
  const [first] = recordReader(defaults, receivedAt)(record);
  return first?.outcome;
}

/** The classes of a row: uncached, read, written for 5 minutes and for an hour, output. */
function classes(record: GivenRecord, defaults: Defaults = {}) {
  const row = read(record, defaults) as UsageRow;
  const { input, cache_read, cache_write_5m, cache_write_1h, output } = row.tokens;
  return [input, cache_read, cache_write_5m, cache_write_1h, output].map(Number);
}

describe("a provider's answer is read as it is", () => {
  test("OpenAI's chat completion: the cached are part of the prompt, 2,006 − 1,920 = 86", () => {
    const answer = {
      ...{ id: "chatcmpl-9", object: "chat.completion", created: 1_780_308_000, model: "gpt-4o-2024-08-06", service_tier: "default" },
      ...{ choices: [{ index: 0, message: { role: "assistant", content: "Hello." } }] },
      usage: {
        ...{ prompt_tokens: 2_006, completion_tokens: 300, total_tokens: 2_306, prompt_tokens_details: { cached_tokens: 1_920, audio_tokens: 0 } },
        completion_tokens_details: { reasoning_tokens: 120 },
      },
    };
    expect(classes(answer)).toEqual([86, 1_920, 0, 0, 300]);
    expect(read(answer)).toMatchObject({
      model: "gpt-4o-2024-08-06",
      requestId: "chatcmpl-9",
      startsAt: 1_780_308_000_000,
      reasoning: 120n,
      tier: "",
    });
  });

  test("where reasoning stands beside the completion, as only the total tells, it is output too: 9 + 250", () => {
    const usage = { prompt_tokens: 32, completion_tokens: 9, total_tokens: 291, completion_tokens_details: { reasoning_tokens: 250 } };
    expect(classes({ id: "x", model: "grok-4", created: 1_780_308_000, usage })).toEqual([32, 0, 0, 0, 259]);
  });

  test("OpenAI's response, and its embeddings, which have neither id nor time", () => {
    const usage = {
      ...{ input_tokens: 328, input_tokens_details: { cached_tokens: 100 }, output_tokens: 52 },
      ...{ output_tokens_details: { reasoning_tokens: 40 }, total_tokens: 380 },
    };
    const response = { id: "resp_1", object: "response", created_at: 1_780_308_000, model: "gpt-5", service_tier: "priority", usage };
    expect(classes(response)).toEqual([228, 100, 0, 0, 52]);
    expect(read(response)).toMatchObject({ tier: "priority", requestId: "resp_1" });
    const embeddings = { object: "list", data: [], model: "text-embedding-3-small", usage: { prompt_tokens: 8, total_tokens: 8 } };
    expect(classes(embeddings)).toEqual([8, 0, 0, 0, 0]);
    expect(read(embeddings)).toMatchObject({ startsAt: receivedAt, requestId: "" });
  });

  test("Anthropic's message: the cache stands beside the input, and says for how long it was written", () => {
    const usage = {
      ...{ input_tokens: 50, cache_creation_input_tokens: 556, cache_read_input_tokens: 100_000, output_tokens: 503, service_tier: "standard" },
      cache_creation: { ephemeral_5m_input_tokens: 456, ephemeral_1h_input_tokens: 100 },
    };
    const message = { id: "msg_1", type: "message", role: "assistant", model: "claude-sonnet-4-5", content: [], usage };
    expect(classes(message)).toEqual([50, 100_000, 456, 100, 503]);
    const { cache_creation: _, ...older } = usage;
    expect(classes({ ...message, usage: older })).toEqual([50, 100_000, 556, 0, 503]);
  });

  test("Gemini's content: thoughts are output, what tools put in is input", () => {
    const usageMetadata = {
      ...{ promptTokenCount: 1_000, cachedContentTokenCount: 600, candidatesTokenCount: 20, thoughtsTokenCount: 80, toolUsePromptTokenCount: 5 },
      totalTokenCount: 1_105,
    };
    const content = { candidates: [], usageMetadata, modelVersion: "gemini-2.5-flash", responseId: "g-1", createTime: "2026-06-01T10:00:00.123456Z" };
    expect(classes(content)).toEqual([405, 600, 0, 0, 100]);
    expect(read(content)).toMatchObject({
      model: "gemini-2.5-flash",
      requestId: "g-1",
      reasoning: 80n,
      startsAt: Date.UTC(2026, 5, 1, 10, 0, 0, 123),
    });
  });

  test("Bedrock's Converse names no model, so that the request does", () => {
    const converse = {
      output: { message: { role: "assistant", content: [] } },
      usage: { inputTokens: 30, outputTokens: 628, totalTokens: 1_858, cacheReadInputTokens: 1_000, cacheWriteInputTokens: 200 },
      ResponseMetadata: { RequestId: "aws-1", HTTPHeaders: { date: "Mon, 01 Jun 2026 10:00:00 GMT" } },
    };
    const model = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0";
    expect(classes(converse, { model, provider: "bedrock" })).toEqual([30, 1_000, 200, 0, 628]);
    expect(read(converse, { model, provider: "bedrock" })).toMatchObject({ requestId: "aws-1", model, startsAt: Date.UTC(2026, 5, 1, 10) });
    expect(read(converse)).toBe("missing_model");
  });

  test("the AI SDK's usage: with details the cache is part of the input, before that Anthropic's is beside it", () => {
    const sixth = {
      ...{ inputTokens: 1_000, inputTokenDetails: { noCacheTokens: 300, cacheReadTokens: 600, cacheWriteTokens: 100 }, outputTokens: 50 },
      outputTokenDetails: { textTokens: 30, reasoningTokens: 20 },
    };
    expect(classes(sixth, { model: "claude-sonnet-4-5", provider: "anthropic" })).toEqual([300, 600, 100, 0, 50]);
    const fifth = { inputTokens: 400, outputTokens: 50, totalTokens: 450, cachedInputTokens: 300 };
    expect(classes(fifth, { model: "gpt-4o", provider: "openai" })).toEqual([100, 300, 0, 0, 50]);
    expect(classes(fifth, { model: "claude-sonnet-4-5", provider: "anthropic.messages" })).toEqual([400, 300, 0, 0, 50]);
    expect(classes({ promptTokens: 9, completionTokens: 4, totalTokens: 13 }, { model: "gpt-4o" })).toEqual([9, 0, 0, 0, 4]);
    expect(classes({ text: "hello", usage: fifth, response: { id: "r", modelId: "gpt-4o", timestamp: "2026-06-01T10:00:00Z" } })).toEqual([
      100, 300, 0, 0, 50,
    ]);
  });
});

test("what the request says holds where the record says nothing, and a usage object may stand among canonical fields", () => {
  const usage = { prompt_tokens: 10, completion_tokens: 2 };
  const named = { timestamp: "2026-06-01T10:00:00Z", provider: "mistral", model: "mistral-medium-2508", team: "Search", request_id: "m-1", usage };
  expect(read(named, { team: "Ads", project: "web" })).toMatchObject({ provider: "mistral", team: "Search", project: "web", requestId: "m-1" });
  expect(read(usage, { model: "gpt-4o", team: "Ads", request_id: "u-1" })).toMatchObject({
    model: "gpt-4o",
    team: "Ads",
    requestId: "u-1",
    startsAt: receivedAt,
  });
});

test("a canonical row stays one: it has its own time and counts, and is refused without them", () => {
  const row = { timestamp: "2026-06-01T10:00:00Z", model: "gpt-4o", input_tokens: 10, output_tokens: 2, cached_input_tokens: 4 };
  expect(classes(row)).toEqual([6, 4, 0, 0, 2]);
  const { timestamp: _, ...timeless } = row;
  expect(read(timeless)).toBe("missing_timestamp");
  expect(read({ timestamp: "2026-06-01T10:00:00Z", model: "gpt-4o", output_tokens: 2 })).toBe("missing_tokens");
});

describe("gateways' records", () => {
  // As LiteLLM's documentation of its logging payload names the fields; times in seconds with a fraction.
  const litellm = {
    ...{ id: "chatcmpl-L", call_type: "acompletion", status: "success", response_cost: 0.0123, total_tokens: 1_300, prompt_tokens: 1_000 },
    ...{ completion_tokens: 300, startTime: 1_780_308_000.25, endTime: 1_780_308_001.5, model: "gpt-4o", custom_llm_provider: "openai" },
    ...{ cache_hit: false, end_user: "", model_id: "abc" },
    metadata: {
      ...{ user_api_key_alias: "web", user_api_key_team_id: "t-1", user_api_key_team_alias: "Search", user_api_key_user_id: "ada" },
      usage_object: { prompt_tokens_details: { cached_tokens: 400 } },
    },
  };

  test("LiteLLM's callback tells team, user, key and what it thinks the call cost", () => {
    expect(classes(litellm)).toEqual([600, 400, 0, 0, 300]);
    expect(read(litellm)).toMatchObject({
      ...{ team: "Search", user: "ada", apiKey: "web", requestId: "chatcmpl-L", startsAt: 1_780_308_000_250 },
      reported: { amount: "0.0123", currency: "USD" },
    });
    expect(read({ ...litellm, status: "failure", total_tokens: 0, prompt_tokens: 0, completion_tokens: 0 })).toEqual({
      kind: "ignored",
      reason: "failed_call",
    });
    expect(read({ ...litellm, cache_hit: true })).toEqual({ kind: "ignored", reason: "gateway_cache_hit" });
  });

  test("Helicone's request, and Langfuse's observation", () => {
    const helicone = {
      ...{ request_id: "h-1", response_id: "h-2", request_created_at: "2026-06-01T10:00:00Z", provider: "OPENAI", request_model: "gpt-4o" },
      ...{ response_model: "gpt-4o-2024-08-06", prompt_tokens: 100, completion_tokens: 20, request_user_id: "ada", cost: 0.01 },
    };
    expect(read(helicone)).toMatchObject({ model: "gpt-4o-2024-08-06", provider: "openai", user: "ada", requestId: "h-2" });
    const observation = {
      ...{ id: "o-1", traceId: "t-1", type: "GENERATION", startTime: "2026-06-01T10:00:00Z", model: "gpt-4o", projectId: "p" },
      usageDetails: { input: 60, input_cached_tokens: 40, output: 20, total: 120 },
    };
    expect(classes(observation)).toEqual([60, 40, 0, 0, 20]);
    expect(read({ ...observation, type: "SPAN" })).toEqual({ kind: "ignored", reason: "not_a_generation" });
  });
});
