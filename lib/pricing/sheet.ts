import { type Decimal, type Pico, roundHalfEven } from "@/lib/money";
import { forEachClass, type TokenClass, tokenClasses } from "@/lib/usage/tokens";

/** Prices that name some classes: pico-dollars per token; null or absent: no price of its own. */
export type NamedPrices = { readonly [Name in TokenClass]?: Pico | null };

/** The same, by service tier (batch, flex, priority) where a tier has prices of its own. */
export type TierPrices = { readonly [tier: string]: NamedPrices };

/** All prices of a model at a time: standard, by service tier, for long prompts, per request. */
export type PriceSheet = {
  prices: NamedPrices & { input: Pico; output: Pico };
  tiers: TierPrices;
  /** For the whole of a single request whose prompt exceeds the threshold (tokens). */
  long: { threshold: bigint; prices: NamedPrices; tiers: TierPrices } | null;
  /** Pico-dollars per request. */
  request: Pico;
};

/** Pico-dollars per token by class, and per request. */
export type ClassPrices = Record<TokenClass, Pico> & { request: Pico };

export const assumptionKinds = ["cache_class", "batch", "tier", "long_context", "alias_date"] as const;
export type AssumptionKind = (typeof assumptionKinds)[number];

/** What had to be assumed, and for the tokens of which classes. */
export type Assumption = { kind: AssumptionKind; classes: readonly TokenClass[] };

/** A sheet read for one tier and prompt. */
export type Read = { prices: ClassPrices; assumed: Assumption[] };

const one: Decimal = { digits: 1n, scale: 0 };

/**
 * The price of each class for a tier and a prompt band, with what stands in for one that is missing: a class price × the batch multiplier × `factor`,
 * rounded half to even, once, last. `batchMultiplier` null: unknown. The price per request knows no tier; `factor` holds for it too.
 */
export function readSheet(
  sheet: PriceSheet,
  { tier, band }: { tier: string; band: bigint },
  { batchMultiplier, factor = one }: { batchMultiplier: Decimal | null; factor?: Decimal },
): Read {
  const isLong = sheet.long !== null && band >= sheet.long.threshold;
  const cells = forEachClass((name) => (isLong ? longCell(sheet, name, tier) : null) ?? baseCell(sheet, name, tier));
  const multiplier = tier === "batch" ? (batchMultiplier ?? one) : one;
  const prices = forEachClass((name) => {
    const { price, isTiers } = cells[name];
    return scaled(price, isTiers ? factor : product(multiplier, factor));
  });
  const lacksTier = (name: TokenClass) => !isStandard(tier) && !cells[name].isTiers && !(tier === "batch" && batchMultiplier);
  const hidesLong = sheet.long !== null && band < 0n;
  const assumed: Assumption[] = [
    { kind: "cache_class", classes: tokenClasses.filter((name) => cells[name].standsIn !== name) },
    { kind: tier === "batch" ? "batch" : "tier", classes: tokenClasses.filter(lacksTier) },
    { kind: "long_context", classes: tokenClasses.filter((name) => hidesLong || (isLong && !cells[name].isLong)) },
  ];
  return { prices: { ...prices, request: scaled(sheet.request, factor) }, assumed: assumed.filter(({ classes }) => classes.length > 0) };
}

/** Whether a tier is the one that prices are published for. */
export function isStandard(tier: string): boolean {
  return tier === "" || tier === "standard" || tier === "default";
}

/** A price as it was found: of which class, for the tier, for long prompts. */
type Cell = { price: Pico; standsIn: TokenClass; isTiers: boolean; isLong: boolean };

/** What is asked for long prompts; a class without such a price keeps its base price. */
function longCell({ long }: PriceSheet, name: TokenClass, tier: string): Cell | null {
  const own = long?.tiers[tier]?.[name];
  if (own != null) return { price: own, standsIn: name, isTiers: true, isLong: true };
  const standard = long?.prices[name];
  return standard == null ? null : { price: standard, standsIn: name, isTiers: false, isLong: true };
}

/** The tier's own price, else the standard one; a missing 1 h write is priced as the 5 min write, any other missing class as input. */
function baseCell(sheet: PriceSheet, name: TokenClass, tier: string): Cell {
  const nearest = name === "cache_write_1h" ? ([name, "cache_write_5m"] as const) : [name];
  for (const standsIn of nearest) {
    const own = sheet.tiers[tier]?.[standsIn];
    const price = own ?? sheet.prices[standsIn];
    if (price != null) return { price, standsIn, isTiers: own != null, isLong: false };
  }
  const input = sheet.tiers[tier]?.input;
  return { price: input ?? sheet.prices.input, standsIn: "input", isTiers: input != null, isLong: false };
}

function scaled(price: Pico, { digits, scale }: Decimal): Pico {
  return roundHalfEven(price * digits, 10n ** BigInt(scale));
}

function product(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}
