import { type Decimal, roundHalfEven } from "@/lib/money";
import { forEachClass, type Tokens } from "@/lib/usage/tokens";
import { type Counted, estimatedPercent, tokenizerOf } from "./counted";
import type { Pace } from "./pace";
import type { Question } from "./question";

/** What is priced: the tokens of some calls together. */
export type Load = {
  tokens: Tokens;
  /** 0: it is not known how many calls it is. */
  calls: bigint;
  /** "" or standard, batch, flex, priority, … */
  tier: string;
  /** Tokens of one prompt; null: the calls differ, so that no long-context price can be told. */
  prompt: bigint | null;
};

/** What one call is like; cached tokens are part of the input. */
export type Call = { inputTokens: bigint; outputTokens: bigint; cachedInputTokens: bigint; tier: string };

/** What a workspace used in 30 days. */
export type Usage = { tokens: Tokens; calls: bigint };

export const bounds = ["low", "likely", "high"] as const;
export type Bound = (typeof bounds)[number];

/** How many days of usage make the mix. */
export const daysOfMix = 30n;

/** The load of one call. */
export function loadOfCall({ inputTokens, outputTokens, cachedInputTokens, tier }: Call): Load {
  return {
    tokens: { ...forEachClass(() => 0n), input: inputTokens - cachedInputTokens, cache_read: cachedInputTokens, output: outputTokens },
    ...{ calls: 1n, tier, prompt: inputTokens },
  };
}

/** What a question asks of a model that counts with the named vocabulary: likely, or at its low or high bound. Whole tokens. */
export function loadOf(question: Question, usage: Usage | null, tokenizer: string | null, bound: Bound): Load {
  const tier = question.batch ? "batch" : "";
  const within = (tokens: bigint) => atBound(tokens, question.margin, bound);
  if (usage) return { tokens: forEachClass((name) => within(usage.tokens[name])), calls: usage.calls, tier, prompt: null };
  const { input, output } = callOf(question, tokenizer, bound);
  const inputTokens = within(input);
  return loadOfCall({ inputTokens, outputTokens: within(output), cachedInputTokens: percentOf(inputTokens, question.cached), tier });
}

/** How often the load of a question comes. */
export function paceOf({ calls, growth }: Question, usage: Usage | null): Pace {
  return { loadsPerDay: usage ? { numerator: 1n, denominator: daysOfMix } : { numerator: calls, denominator: 1n }, growth };
}

/** The prompt and the answer of a call in tokens. */
export function callOf(question: Question, tokenizer: string | null, bound: Bound): { input: bigint; output: bigint } {
  const { counted, tokens, answer, included } = question;
  if (counted) return countedCall(counted, tokenizer, bound);
  if (!included) return { input: tokens, output: answer };
  const output = tokens / 4n;
  return { input: tokens - output, output };
}

/** Of a pasted text: the count of the model's own vocabulary, or what is likely where it has published none. */
function countedCall(counted: Counted, tokenizer: string | null, bound: Bound): { input: bigint; output: bigint } {
  const own = tokenizerOf(tokenizer);
  if (own) return counted[own];
  const { input, output } = counted.o200k_base;
  const percent = estimatedPercent[bound];
  return { input: roundHalfEven(input * percent, 100n), output: roundHalfEven(output * percent, 100n) };
}

function atBound(tokens: bigint, margin: Decimal, bound: Bound): bigint {
  if (bound === "likely") return tokens;
  const whole = 100n * 10n ** BigInt(margin.scale);
  return roundHalfEven(tokens * (bound === "low" ? whole - margin.digits : whole + margin.digits), whole);
}

function percentOf(tokens: bigint, { digits, scale }: Decimal): bigint {
  return roundHalfEven(tokens * digits, 100n * 10n ** BigInt(scale));
}
