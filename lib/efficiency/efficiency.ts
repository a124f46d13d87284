import { type Pico, ratio, roundHalfEven } from "@/lib/money";
import type { Book } from "@/lib/pricing/book";
import { cacheEffect, cacheReadClasses, cacheWriteClasses } from "@/lib/pricing/cache-effect";
import { type Resolution, resolve, type UsageKey } from "@/lib/pricing/price";
import type { PriceRule } from "@/lib/pricing/rule";
import { type ClassPrices, isStandard } from "@/lib/pricing/sheet";
import { forEachClass, type TokenClass, type Tokens, tokenClasses, totalTokens } from "@/lib/usage/tokens";

/** What efficiency is made of: sums of tokens × a rate, so that parts add up. Money in pico-dollars, at the prices paid. */
export const efficiencyAmounts = [
  "cost",
  /** Output tokens that have a price. */
  "priced_output",
  /** What reading from the cache spared, and what writing to it did: negative where it cost more. */
  "cache_reads",
  "cache_writes",
  "batch_tokens",
  /** What the batch tier cost less than standard would have. */
  "batch_saved",
  /** Of usage at standard price whose model has a lower price for batch: its tokens, its cost, and what batch would have cost less. */
  "batchable_tokens",
  "batchable_cost",
  "batchable_saving",
] as const;
export type EfficiencyAmount = (typeof efficiencyAmounts)[number];

/** null: nothing in it has such an amount. */
export type EfficiencyAmounts = Record<EfficiencyAmount, bigint | null>;

/** Usage with the price it was charged at, and when. */
export type ChargedUsage = UsageKey & Resolution & { at: number };

/** What each token and request adds to each amount; null: nothing, for want of a price. Pure. */
export function efficiencyRates(book: Book, rules: readonly PriceRule[], usage: ChargedUsage): Record<EfficiencyAmount, ClassPrices | null> {
  const { price, tier } = usage;
  const batch_tokens = tier === "batch" ? each(tokenClasses) : null;
  if (!price) return { ...unpricedRates, batch_tokens };
  const { prices } = price;
  const standard = tier === "batch" ? resolve(book, rules, { ...usage, tier: "" }, usage.at).price : null;
  const batch = isStandard(tier) ? batchPrices(book, rules, usage, prices) : null;
  return {
    cost: prices,
    priced_output: each(["output"]),
    cache_reads: cacheEffect(cacheReadClasses, prices),
    cache_writes: cacheEffect(cacheWriteClasses, prices),
    batch_tokens,
    batch_saved: standard && less(standard.prices, prices),
    batchable_tokens: batch && each(tokenClasses),
    batchable_cost: batch && prices,
    batchable_saving: batch && less(prices, batch),
  };
}

const unpricedRates = Object.fromEntries(efficiencyAmounts.map((name) => [name, null])) as Record<EfficiencyAmount, null>;

/** What the same usage would cost in batch, where batch has a price of its own and no class is dearer; else null: nothing may be claimed. */
function batchPrices(book: Book, rules: readonly PriceRule[], usage: ChargedUsage, paid: ClassPrices): ClassPrices | null {
  const prices = resolve(book, rules, { ...usage, tier: "batch" }, usage.at).price?.prices;
  if (!prices || tokenClasses.some((name) => prices[name] > paid[name])) return null;
  return tokenClasses.some((name) => prices[name] < paid[name]) ? prices : null;
}

function each(classes: readonly TokenClass[]): ClassPrices {
  return { ...forEachClass((name) => (classes.includes(name) ? 1n : 0n)), request: 0n };
}

function less(a: ClassPrices, b: ClassPrices): ClassPrices {
  return { ...forEachClass((name) => a[name] - b[name]), request: a.request - b.request };
}

/** Some usage summed. */
export type EfficiencySums = {
  tokens: Tokens;
  requests: bigint;
  unpriced: { requests: bigint; tokens: bigint };
  /** Rows with a price whose number of requests is unknown. */
  requestsUnknown: bigint;
  amounts: EfficiencyAmounts;
  /** Users that its priced usage names, and what that cost; null: nothing priced names one. */
  users: { count: bigint; cost: Pico } | null;
};

/** The figures of efficiency. null: unknown, or nothing to divide by, which is not 0. Quotients are rounded once, half to even, to the pico-dollar. */
export type Efficiency = {
  /** Over what has a price, and only where all of it says how many requests it stands for. */
  costPerRequest: Pico | null;
  /** Over what names a user. */
  costPerUser: Pico | null;
  /** Of all cost, what names a user, in per cent. */
  attributedPercent: string | null;
  /** Everything that was paid, by a thousand tokens of output. */
  costPerThousandOutput: Pico | null;
  /** The blended price paid: dollars a million tokens, of the mix as it was, the cache included. */
  pricePerMillion: Pico | null;
  /** Of the input, what was read from the cache. */
  cachedPercent: string | null;
  /** Of the input, what was written to it. */
  writtenPercent: string | null;
  /** What caching saved; negative: cost. */
  cacheEffect: Pico | null;
  /** Of all tokens, those of the batch tier. */
  batchPercent: string | null;
  batchSaved: Pico | null;
  /** Of all tokens, output. */
  outputPercent: string | null;
  /** Tokens of input, however cached, for one of output. */
  inputPerOutput: string | null;
};

/** Every figure from the sums: the one definition, for page, API, export and tests. */
export function efficiencyOf({ tokens, requests, unpriced, requestsUnknown, amounts, users }: EfficiencySums): Efficiency {
  const { cost, cache_reads: reads, cache_writes: writes } = amounts;
  const all = totalTokens(tokens);
  const input = all - tokens.output;
  const per = (whole: bigint, units: bigint) => (cost === null ? null : quotient(cost * units, whole));
  return {
    costPerRequest: requestsUnknown > 0n ? null : per(requests - unpriced.requests, 1n),
    costPerUser: users && quotient(users.cost, users.count),
    attributedPercent: cost === null ? null : ratio(100n * (users?.cost ?? 0n), cost),
    costPerThousandOutput: per(amounts.priced_output ?? 0n, 1000n),
    pricePerMillion: per(all - unpriced.tokens, 1_000_000n),
    cachedPercent: ratio(100n * tokens.cache_read, input),
    writtenPercent: ratio(100n * (tokens.cache_write_5m + tokens.cache_write_1h), input),
    cacheEffect: reads === null || writes === null ? null : reads + writes,
    batchPercent: ratio(100n * (amounts.batch_tokens ?? 0n), all),
    batchSaved: amounts.batch_saved,
    outputPercent: ratio(100n * tokens.output, all),
    inputPerOutput: ratio(input, tokens.output),
  };
}

function quotient(amount: bigint, whole: bigint): Pico | null {
  return whole === 0n ? null : roundHalfEven(amount, whole);
}

/** A class of tokens in the mix: how many, how many of them have a price, and what those cost. */
export type ClassShare = { tokens: bigint; priced: bigint; cost: Pico };

/** What each class of tokens cost at the prices paid; with the fees per request they make the cost. */
export type Mix = { classes: Record<TokenClass, ClassShare>; requestFees: Pico };

/** The mix of usage by class. Pure. */
export function mixOf(usage: readonly { tokens: Tokens; requests: bigint; price: Resolution["price"] }[]): Mix {
  const mix: Mix = { classes: forEachClass(() => ({ tokens: 0n, priced: 0n, cost: 0n })), requestFees: 0n };
  for (const { tokens, requests, price } of usage) {
    for (const name of tokenClasses) {
      const share = mix.classes[name];
      share.tokens += tokens[name];
      if (!price) continue;
      share.priced += tokens[name];
      share.cost += tokens[name] * price.prices[name];
    }
    if (price) mix.requestFees += requests * price.prices.request;
  }
  return mix;
}
