import { type Pico, ratio, roundHalfEven } from "@/lib/money";
import type { Instant } from "@/lib/period";
import { type Basis, costOf, type Price } from "@/lib/pricing/price";
import { type AssumptionKind, assumptionKinds } from "@/lib/pricing/sheet";
import { forEachClass, type TokenClass, type Tokens, tokenClasses, totalTokens } from "@/lib/usage/tokens";
import type { Dimension } from "./dimension";

/** Usage and what it cost. `cost` null: nothing in it has a price, which is not 0. */
export type Sums = { requests: bigint; tokens: Tokens; cost: Pico | null; unpriced: { requests: bigint; tokens: bigint } };

/** One group in one bucket of time; a dimension is null where usage is unattributed. */
export type SpendRow = Sums & { period: string | null; dimensions: Partial<Record<Dimension, string | null>> };

export type Assumed = { kind: AssumptionKind; tokens: bigint; cost: Pico };

/** What a total rests on. */
export type SpendTotal = Sums & {
  /** Floored to a tenth of a per cent, so that "100" means all. */
  coverage: { tokensPercent: string; requestsPercent: string };
  basis: Record<Basis, Pico>;
  assumed: Assumed[];
  requestsUnknown: bigint;
  dataUntil: Instant | null;
  /** Usage of a source that is only compared: it is read where that source is asked for by name, and is in no other total. */
  comparedOnly: { tokens: bigint; requests: bigint };
  /** Raw names without a price, largest first. */
  unpricedModels: { name: string; tokens: bigint; requests: bigint }[];
};

export type Spend = { rows: SpendRow[]; total: SpendTotal };

/** Usage with the price that was resolved for it. */
export type PricedUsage = { name: string; tokens: Tokens; requests: bigint; requestsUnknown: bigint; price: Price | null };

export const noSums: Sums = { requests: 0n, tokens: forEachClass(() => 0n), cost: null, unpriced: { requests: 0n, tokens: 0n } };

export function addTokens(a: Tokens, b: Tokens): Tokens {
  return forEachClass((name) => a[name] + b[name]);
}

/** Adds up; a missing cost stays missing only where both miss. */
export function addSums(a: Sums, b: Sums): Sums {
  return {
    requests: a.requests + b.requests,
    tokens: addTokens(a.tokens, b.tokens),
    cost: a.cost === null ? b.cost : a.cost + (b.cost ?? 0n),
    unpriced: { requests: a.unpriced.requests + b.unpriced.requests, tokens: a.unpriced.tokens + b.unpriced.tokens },
  };
}

/** What usage of one price comes to; without a price it has no cost. */
export function sumsOf({ tokens, requests, price }: Pick<PricedUsage, "tokens" | "requests" | "price">): Sums {
  return price
    ? { requests, tokens, cost: costOf(tokens, requests, price.prices), unpriced: { requests: 0n, tokens: 0n } }
    : { requests, tokens, cost: null, unpriced: { requests, tokens: totalTokens(tokens) } };
}

/** The total of all usage, with its coverage, basis and assumptions. Over no usage it is 0, and covered. */
export function spendTotal(usages: readonly PricedUsage[], dataUntil: Instant | null): SpendTotal {
  const basis: Record<Basis, Pico> = { list: 0n, contract: 0n, manual: 0n };
  const assumed = new Map<AssumptionKind, { tokens: bigint; cost: Pico }>();
  const unpriced = new Map<string, { tokens: bigint; requests: bigint }>();
  let sums: Sums = noSums;
  let requestsUnknown = 0n;
  for (const usage of usages) {
    const { name, tokens, requests, price } = usage;
    const own = sumsOf(usage);
    sums = addSums(sums, own);
    requestsUnknown += usage.requestsUnknown;
    if (!price) {
      const known = unpriced.get(name) ?? { tokens: 0n, requests: 0n };
      unpriced.set(name, { tokens: known.tokens + totalTokens(tokens), requests: known.requests + requests });
      continue;
    }
    basis[price.basis] += own.cost ?? 0n;
    for (const { kind, classes } of price.assumed) addAssumed(assumed, kind, classes, tokens, price);
  }
  const all = totalTokens(sums.tokens);
  return {
    ...sums,
    cost: usages.length ? sums.cost : 0n,
    basis,
    requestsUnknown,
    dataUntil,
    comparedOnly: { tokens: 0n, requests: 0n },
    coverage: {
      tokensPercent: flooredPercent(all - sums.unpriced.tokens, all),
      requestsPercent: flooredPercent(sums.requests - sums.unpriced.requests, sums.requests),
    },
    assumed: assumptionKinds.flatMap((kind) => {
      const found = assumed.get(kind);
      return found && found.tokens > 0n ? [{ kind, ...found }] : [];
    }),
    unpricedModels: [...unpriced].map(([name, counts]) => ({ name, ...counts })).sort((a, b) => (a.tokens < b.tokens ? 1 : -1)),
  };
}

function addAssumed(
  assumed: Map<AssumptionKind, { tokens: bigint; cost: Pico }>,
  kind: AssumptionKind,
  classes: readonly TokenClass[],
  tokens: Tokens,
  price: Price,
): void {
  const known = assumed.get(kind) ?? { tokens: 0n, cost: 0n };
  for (const name of tokenClasses) {
    if (!classes.includes(name)) continue;
    known.tokens += tokens[name];
    known.cost += tokens[name] * price.prices[name];
  }
  assumed.set(kind, known);
}

/** A share in per cent with one decimal, never rounded up: "99.9" is not all, "100" is; "100" of nothing. */
export function flooredPercent(part: bigint, whole: bigint): string {
  if (whole === 0n || part === whole) return "100";
  const tenths = (1000n * part) / whole;
  return tenths % 10n === 0n ? String(tenths / 10n) : `${tenths / 10n}.${tenths % 10n}`;
}

/** A share in tenths of a per cent, rounded; null of nothing. */
export function share(part: bigint, whole: bigint): string | null {
  return ratio(100n * part, whole, 1);
}

/** The change from one amount to another in whole per cent, signed; null from nothing. */
export function change(now: Pico, before: Pico): bigint | null {
  return before === 0n ? null : roundHalfEven(100n * (now - before), before < 0n ? -before : before);
}
