import { at, isObject, type JsonObject, textAt } from "@/lib/imports/json-format";
import type { Fields, UsageFields } from "@/lib/usage/fields";

/** The counts of a `usage` object. Cached and written tokens are in the input (`isInclusive`) or beside it; reasoning is in the output. */
export type Counts = Required<Pick<UsageFields, "isInclusive" | "input" | "read" | "write5m" | "write1h" | "output" | "reasoning">>;

/** What a provider or a kit calls its counts. The first shape that has the mark of an object reads it. */
type Shape = { mark: string; read: (cell: Cells, provider: string) => Counts };

/** The counts of one usage object, by the path of each. */
type Cells = {
  /** The first of these that is there; 0 where none is. */
  count: (...paths: string[]) => bigint;
  required: (path: string) => bigint;
  has: (path: string) => boolean;
};

const shapes: readonly Shape[] = [
  // Gemini: thoughts stand beside the candidates, the prompt contains what was cached but not what tools put in.
  {
    mark: "promptTokenCount",
    read: ({ count, required }) => {
      const reasoning = count("thoughtsTokenCount");
      return {
        ...{ isInclusive: true, input: required("promptTokenCount") + count("toolUsePromptTokenCount"), read: count("cachedContentTokenCount") },
        ...{ write5m: 0n, write1h: 0n, output: count("candidatesTokenCount") + reasoning, reasoning },
      };
    },
  },
  // Chat completions of OpenAI and of all who speak like it; embeddings have no completion.
  {
    mark: "prompt_tokens",
    read: ({ count, required }) => {
      const [input, completion] = [required("prompt_tokens"), count("completion_tokens")];
      const reasoning = count("completion_tokens_details.reasoning_tokens");
      // Some count the reasoning beside the completion; only their total tells.
      const isBeside = reasoning > 0n && count("total_tokens") === input + completion + reasoning;
      return {
        ...{ isInclusive: true, input, read: count("prompt_tokens_details.cached_tokens", "prompt_cache_hit_tokens", "cache_read_input_tokens") },
        ...{ write5m: count("prompt_tokens_details.cache_write_tokens", "cache_creation_input_tokens"), write1h: 0n },
        ...{ output: isBeside ? completion + reasoning : completion, reasoning },
      };
    },
  },
  // OpenAI's responses.
  ...["input_tokens_details", "output_tokens_details"].map(
    (mark): Shape => ({
      mark,
      read: ({ count, required }) => ({
        ...{ isInclusive: true, input: required("input_tokens"), read: count("input_tokens_details.cached_tokens"), write5m: 0n, write1h: 0n },
        ...{ output: required("output_tokens"), reasoning: count("output_tokens_details.reasoning_tokens") },
      }),
    }),
  ),
  // Anthropic: what was read from and written to a cache stands beside the input.
  {
    mark: "input_tokens",
    read: ({ count, required, has }) => {
      const write1h = count("cache_creation.ephemeral_1h_input_tokens");
      const written = count("cache_creation_input_tokens");
      const write5m = has("cache_creation.ephemeral_5m_input_tokens") ? count("cache_creation.ephemeral_5m_input_tokens") : written - write1h;
      return {
        ...{ isInclusive: false, input: required("input_tokens"), read: count("cache_read_input_tokens"), write5m, write1h },
        ...{ output: required("output_tokens"), reasoning: 0n },
      };
    },
  },
  // Bedrock's Converse, like Anthropic.
  ...["cacheReadInputTokens", "cacheWriteInputTokens"].map(
    (mark): Shape => ({
      mark,
      read: ({ count, required }) => ({
        ...{ isInclusive: false, input: required("inputTokens"), read: count("cacheReadInputTokens"), write5m: count("cacheWriteInputTokens") },
        ...{ write1h: 0n, output: required("outputTokens"), reasoning: 0n },
      }),
    }),
  ),
  // The AI SDK. Before it had details, it passed on what Anthropic counts as it was: the cache beside the input.
  {
    mark: "inputTokens",
    read: ({ count, required, has }, provider) => ({
      isInclusive: has("inputTokenDetails") || !/anthropic|bedrock/i.test(provider),
      input: required("inputTokens"),
      read: count("inputTokenDetails.cacheReadTokens", "cachedInputTokens"),
      ...{ write5m: count("inputTokenDetails.cacheWriteTokens"), write1h: 0n, output: required("outputTokens") },
      reasoning: count("outputTokenDetails.reasoningTokens", "reasoningTokens"),
    }),
  },
  // The AI SDK's fourth edition.
  {
    mark: "promptTokens",
    read: ({ count, required }) => ({
      ...{ isInclusive: true, input: required("promptTokens"), read: 0n, write5m: 0n, write1h: 0n, output: count("completionTokens"), reasoning: 0n },
    }),
  },
  // Its embeddings.
  {
    mark: "tokens",
    read: ({ required }) => ({
      ...{ isInclusive: true, input: required("tokens"), read: 0n, write5m: 0n, write1h: 0n, output: 0n, reasoning: 0n },
    }),
  },
];

/** The marks by which a usage object is known where it is not named as one; names that a canonical row has too tell nothing. */
const marks = [...shapes.map(({ mark }) => mark), "cache_read_input_tokens", "cache_creation_input_tokens", "cache_creation"].filter(
  (mark) => mark !== "input_tokens" && mark !== "tokens",
);

/** Whether an object can only be a usage object. */
export function isUsageObject(value: JsonObject): boolean {
  return marks.some((mark) => Object.hasOwn(value, mark));
}

/** Reads the counts of a usage object; null: it has none that we know. `provider`: as far as it is known. Faults are noted in `fields`. */
export function countsOf(fields: Fields, usage: JsonObject, provider: string): Counts | null {
  const shape = shapes.find(({ mark }) => Object.hasOwn(usage, mark));
  if (!shape) return null;
  const text = (path: string) => textAt(usage, ...path.split("."));
  const cells: Cells = {
    count: (...paths) => fields.count(paths.map(text).find((cell) => cell !== "") ?? ""),
    required: (path) => fields.requiredCount(text(path)),
    has: (path) => {
      const found = at(usage, ...path.split("."));
      return typeof found === "number" || typeof found === "string" || isObject(found);
    },
  };
  return shape.read(cells, provider);
}
