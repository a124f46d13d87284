import { type Decimal, decimalText, type Pico, ratio } from "@/lib/money";
import type { Instant } from "@/lib/period";
import type { TokenRatio } from "@/lib/pricing/baseline";
import type { BookModel } from "@/lib/pricing/book";
import { cacheEffect, cacheReadClasses, cacheWriteClasses } from "@/lib/pricing/cache-effect";
import { type Resolution, referencePrice } from "@/lib/pricing/price";
import type { ClassPrices } from "@/lib/pricing/sheet";
import { flooredPercent } from "@/lib/spend/spend";
import { forEachClass, type TokenClass, type Tokens, tokenClasses } from "@/lib/usage/tokens";

/** 10⁻¹⁸ dollars: pico-dollars with room for a k of six decimals, so that nothing is rounded before display. */
export type Atto = bigint;

const kDecimals = 6;
const attoScale = 12 + kDecimals;
export const attoPerPico = 10n ** BigInt(kDecimals);

/** Why usage is left out of savings. */
export const exclusionReasons = ["unpriced", "baseline_not_on_sale", "baseline_window"] as const;
export type ExclusionReason = (typeof exclusionReasons)[number];

/** What savings are measured at: amounts per token (atto-dollars), or why they cannot be. `fallback`: classes that the baseline has no price of its own for. */
export type Measured =
  | { excluded: ExclusionReason }
  | { excluded: null; rates: Record<SavingsAmount, ClassPrices>; fallback: ReadonlySet<TokenClass> };

export const savingsAmounts = ["actual", "list", "cache_reads", "cache_writes", "reference", "reference_low", "reference_high"] as const;
export type SavingsAmount = (typeof savingsAmounts)[number];

/** Sums over covered usage, in atto-dollars. */
export type SavingsSums = Record<SavingsAmount, Atto>;

/** The baseline with the ratios it is used at. */
export type Measure = { baseline: BookModel; used: TokenRatio; low: TokenRatio; high: TokenRatio };

type Usage = Resolution & { tier: string; band: bigint; at: Instant };

/** The amounts per token of a usage against the baseline: list against list, at its slot, tier and classes. Pure. */
export function measured({ baseline, used, low, high }: Measure, { model, price, tier, band, at }: Usage): Measured {
  if (!price) return { excluded: "unpriced" };
  const onBaseline = model === baseline;
  const why = onBaseline ? null : unavailable(baseline, { tier, band, at });
  if (why) return { excluded: `baseline_${why}` };
  const reference = referencePrice(baseline, { tier, band }, at);
  const { prices, list } = price;
  const rates = {
    actual: scaled(prices),
    list: scaled(list),
    cache_reads: scaled(cacheEffect(cacheReadClasses, prices)),
    cache_writes: scaled(cacheEffect(cacheWriteClasses, prices)),
    // Usage already on the baseline avoids nothing, whatever k.
    reference: onBaseline || !reference ? scaled(list) : times(reference.prices, used),
    reference_low: onBaseline || !reference ? scaled(list) : times(reference.prices, low),
    reference_high: onBaseline || !reference ? scaled(list) : times(reference.prices, high),
  };
  const assumed = onBaseline ? [] : (reference?.assumed ?? []).filter(({ kind }) => kind !== "alias_date");
  return { excluded: null, rates, fallback: new Set(assumed.flatMap(({ classes }) => classes)) };
}

/** Why a usage could not have been on a model: it had no price or was not on sale then, or the single prompt is above its known window; null: it could. */
export function unavailable(model: BookModel, { tier, band, at }: Pick<Usage, "tier" | "band" | "at">): "not_on_sale" | "window" | null {
  if (!referencePrice(model, { tier, band }, at) || !isOnSale(model, at)) return "not_on_sale";
  return model.contextWindow !== null && band >= model.contextWindow ? "window" : null;
}

/** Known days only: an unknown one excludes nothing. */
function isOnSale({ releasedOn, retiredOn }: BookModel, at: Instant): boolean {
  return (releasedOn === null || at >= Date.parse(releasedOn)) && (retiredOn === null || at < Date.parse(retiredOn));
}

function scaled(prices: ClassPrices): ClassPrices {
  return { ...forEachClass((name) => prices[name] * attoPerPico), request: prices.request * attoPerPico };
}

function times(prices: ClassPrices, k: TokenRatio): ClassPrices {
  return { ...forEachClass((name) => prices[name] * factor(name === "output" ? k.out : k.in)), request: prices.request * attoPerPico };
}

/** Pico-dollars × this = atto-dollars, at a k of six decimals at most. */
export function factor({ digits, scale }: Decimal): bigint {
  return digits * 10n ** BigInt(kDecimals - scale);
}

/** Whether k is one that can be computed with: positive, six decimals at most. */
export function isRatio({ digits, scale }: Decimal): boolean {
  return digits > 0n && scale <= kDecimals;
}

/** Exact dollars of an amount as canonical text. */
export function attoDollars(amount: Atto): string {
  return decimalText({ digits: amount, scale: attoScale });
}

/** To whole pico-dollars, for display: below anything that is shown. */
export function toPico(amount: Atto): Pico {
  return amount / attoPerPico;
}

/** The three lines and their ratios. Percentages are of the sums, never averages. */
export type SavingsLines = SavingsSums & {
  /** A, contract: list − actual. */
  discount: Atto;
  /** B, caching, at the prices paid; negative where writing cost more than reading spared. */
  cacheEffect: Atto;
  /** C, an estimate: reference − list. */
  avoided: Atto;
  avoidedLow: Atto;
  avoidedHigh: Atto;
  /** C in per cent of the reference. */
  avoidedPercent: string | null;
  /** reference / list. */
  times: string | null;
  /** The k at which nothing would have been avoided. */
  breakEven: string | null;
};

export const noSavings: SavingsSums = {
  actual: 0n,
  list: 0n,
  cache_reads: 0n,
  cache_writes: 0n,
  reference: 0n,
  reference_low: 0n,
  reference_high: 0n,
};

/** Draws the lines from the sums. `atOne`: the reference at k = 1, which the break-even is measured at. */
export function savingsLines(sums: SavingsSums, atOne: Atto): SavingsLines {
  const { actual, list, cache_reads: reads, cache_writes: writes, reference } = sums;
  const avoided = reference - list;
  return {
    ...sums,
    discount: list - actual,
    cacheEffect: reads + writes,
    avoided,
    avoidedLow: sums.reference_low - list,
    avoidedHigh: sums.reference_high - list,
    avoidedPercent: ratio(100n * avoided, reference),
    times: ratio(reference, list),
    breakEven: ratio(list, atOne),
  };
}

export type Exclusion = { reason: ExclusionReason; tokens: bigint; actual: Pico | null };

export type SavingsCoverage = { tokensPercent: string; excluded: Exclusion[] };

/** What savings could be measured over, and what was left out and why: covered and excluded make the spend. */
export function savingsCoverage(covered: bigint, excluded: readonly Exclusion[]): SavingsCoverage {
  const all = excluded.reduce((sum, { tokens }) => sum + tokens, covered);
  const byReason = exclusionReasons.flatMap((reason) => {
    const these = excluded.filter((exclusion) => exclusion.reason === reason);
    if (!these.length) return [];
    const money = these.reduce<Pico | null>((sum, { actual }) => (actual === null ? sum : (sum ?? 0n) + actual), null);
    return [{ reason, tokens: these.reduce((sum, { tokens }) => sum + tokens, 0n), actual: money }];
  });
  return { tokensPercent: flooredPercent(covered, all), excluded: byReason };
}

/** Tokens × rates, in the unit of the rates. */
export function amountOf(tokens: Tokens, requests: bigint, rates: ClassPrices): bigint {
  return tokenClasses.reduce((sum, name) => sum + tokens[name] * rates[name], requests * rates.request);
}
