import { type Decimal, decimalText, type Pico, roundHalfEven } from "@/lib/money";
import type { Day, Instant } from "@/lib/period";
import type { TokenRatio } from "@/lib/pricing/baseline";
import type { Book, BookModel } from "@/lib/pricing/book";
import { resolve } from "@/lib/pricing/price";
import type { PriceRule } from "@/lib/pricing/rule";
import type { Assumption, ClassPrices } from "@/lib/pricing/sheet";
import { unavailable } from "@/lib/savings/savings";
import { forEachClass, type TokenClass } from "@/lib/usage/tokens";

/** 10⁻³⁰ dollars: pico-dollars with room for a share, a cached share and a k of six decimals each, so that nothing is rounded before display. */
export type Fine = bigint;

const factorDecimals = 6;
const one = 10n ** BigInt(factorDecimals);
export const finePerPico = one ** 3n;

/** Which usage a scenario is about; an empty list is all of it. null: unattributed. */
export type ScenarioScope = {
  /** `provider/model` of the book, or a raw name. */
  models: readonly string[];
  teams: readonly (string | null)[];
  projects: readonly (string | null)[];
  /** Single requests with a prompt of more tokens than this; totals of many have no prompt of their own. */
  promptAbove: bigint | null;
  /** Single requests with a prompt of so many tokens at most. */
  promptUpTo: bigint | null;
};

/** What becomes of the share that is moved: one change at least. */
export type ScenarioChange = {
  model: { provider: string; model: string } | null;
  isBatch: boolean;
  /** Of the plain input, in per cent: read from the cache, and written to it (for 5 minutes). */
  cached: Decimal | null;
  written: Decimal | null;
  /** Tokens the model moved to would need for one of ours. */
  k: TokenRatio;
};

/** Moving a share of some traffic elsewhere. */
export type Scenario = {
  /** Per cent. */
  share: Decimal;
  scope: ScenarioScope;
  change: ScenarioChange;
  /** The local day from which it is moved; null: as if it had always been. */
  from: Day | null;
};

/** Why some of the usage stays where it is. */
export const stayingReasons = ["unpriced", "target_not_on_sale", "target_window", "no_batch_price", "no_cache_price"] as const;
export type StayingReason = (typeof stayingReasons)[number];

/** At list price, and at the prices the workspace pays. */
export const scenarioAmounts = ["list_before", "list_after", "paid_before", "paid_after"] as const;
export type ScenarioAmount = (typeof scenarioAmounts)[number];

/** The share that moves, at what it costs per token before and after (10⁻³⁰ dollars), or why it stays. */
export type Moved = { stays: StayingReason } | { stays: null; rates: Record<ScenarioAmount, ClassPrices> };

type Usage = {
  provider: string;
  name: string;
  tier: string;
  band: bigint;
  at: Instant;
  model: BookModel | null;
  price: { prices: ClassPrices; list: ClassPrices } | null;
};

type Prices = { book: Book; rules: readonly PriceRule[] };

/** What moving a share of a usage does to its rates. `target`: the model it is moved to; null: it stays on its own. Pure. */
export function moved({ share, change }: Scenario, target: BookModel | null, usage: Usage, { book, rules }: Prices): Moved {
  if (!usage.price) return { stays: "unpriced" };
  const isElsewhere = target !== null && target !== usage.model;
  const why = isElsewhere ? unavailable(target, usage) : null;
  if (why) return { stays: why === "not_on_sale" ? "target_not_on_sale" : "target_window" };
  const tier = change.isBatch ? "batch" : usage.tier;
  // An alias is of a name that usage carries, so none leads away from the model that was chosen.
  const named = isElsewhere ? { provider: target.provider, name: target.id } : usage;
  const known = isElsewhere ? rules.filter(({ kind }) => kind !== "alias") : rules;
  const { price } = resolve(book, known, { ...named, tier, band: usage.band }, usage.at);
  if (!price) return { stays: "target_not_on_sale" };
  if (change.isBatch && lacks(price.assumed, "batch")) return { stays: "no_batch_price" };
  if (change.cached && lacks(price.assumed, "cache_class", "cache_read")) return { stays: "no_cache_price" };
  const k = isElsewhere ? change.k : null;
  return {
    stays: null,
    rates: {
      list_before: shared(plain(usage.price.list), share),
      list_after: shared(changed(price.list, change, k), share),
      paid_before: shared(plain(usage.price.prices), share),
      paid_after: shared(changed(price.prices, change, k), share),
    },
  };
}

function lacks(assumed: readonly Assumption[], kind: Assumption["kind"], name?: TokenClass): boolean {
  return assumed.some((each) => each.kind === kind && (name === undefined || each.classes.includes(name)));
}

/** Prices as they are, at k = 1 and nothing more cached: × 10¹². */
function plain(prices: ClassPrices): ClassPrices {
  return { ...forEachClass((name) => prices[name] * one * one), request: prices.request * one * one };
}

/** Prices after a change, per token of today: × 10¹². */
function changed(prices: ClassPrices, { cached, written }: ScenarioChange, k: TokenRatio | null): ClassPrices {
  const [reads, writes] = [cached ? partOf(cached) : 0n, written ? partOf(written) : 0n];
  const input = prices.input * (one - reads - writes) + prices.cache_read * reads + prices.cache_write_5m * writes;
  const factor = (name: TokenClass) => (k ? sixDecimals(name === "output" ? k.out : k.in) : one);
  return { ...forEachClass((name) => (name === "input" ? input : prices[name] * one) * factor(name)), request: prices.request * one * one };
}

function shared(prices: ClassPrices, share: Decimal): ClassPrices {
  const part = partOf(share);
  return { ...forEachClass((name) => prices[name] * part), request: prices.request * part };
}

/** Per cent as millionths. */
export function partOf({ digits, scale }: Decimal): bigint {
  return digits * 10n ** BigInt(factorDecimals - 2 - scale);
}

function sixDecimals({ digits, scale }: Decimal): bigint {
  return digits * 10n ** BigInt(factorDecimals - scale);
}

/** To whole pico-dollars, halves to the even one: the one place where a scenario is rounded, when it is shown or forecast. */
export function fineToPico(amount: Fine): Pico {
  return roundHalfEven(amount, finePerPico);
}

/** The exact amount in dollars as canonical text. */
export function fineDollars(amount: Fine): string {
  return decimalText({ digits: amount, scale: 12 + 3 * factorDecimals });
}

/** Whether a change does anything. */
export function isChange({ model, isBatch, cached, written }: ScenarioChange): boolean {
  return model !== null || isBatch || cached !== null || written !== null;
}
