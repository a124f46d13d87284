import { tokenClasses } from "@/lib/usage/tokens";
import type { NamedPrices, PriceSheet, TierPrices } from "./sheet";

/** Prices as they are stored: pico-dollars as text, which JSON cannot hold as numbers. */
type StoredPrices = Record<string, string>;

type StoredTiers = Record<string, StoredPrices>;

/** A sheet as it is stored with a rule. */
export type StoredSheet = {
  prices: StoredPrices;
  tiers: StoredTiers;
  long: { threshold: string; prices: StoredPrices; tiers: StoredTiers } | null;
  request: string;
};

/** Reads a stored sheet. */
export function sheetOf({ prices, tiers, long, request }: StoredSheet): PriceSheet {
  const { input = "0", output = "0" } = prices;
  return {
    prices: { ...namedOf(prices), input: BigInt(input), output: BigInt(output) },
    tiers: storedTiers(tiers),
    long: long && { threshold: BigInt(long.threshold), prices: namedOf(long.prices), tiers: storedTiers(long.tiers) },
    request: BigInt(request),
  };
}

/** A sheet to be stored. */
export function toStored({ prices, tiers, long, request }: PriceSheet): StoredSheet {
  return {
    prices: named(prices),
    tiers: toStoredTiers(tiers),
    long: long && { threshold: String(long.threshold), prices: named(long.prices), tiers: toStoredTiers(long.tiers) },
    request: String(request),
  };
}

/** Reads the prices that tiers have of their own. */
export function storedTiers(tiers: StoredTiers): TierPrices {
  return Object.fromEntries(Object.entries(tiers).map(([tier, prices]) => [tier, namedOf(prices)]));
}

/** The same, to be stored. */
export function toStoredTiers(tiers: TierPrices): StoredTiers {
  return Object.fromEntries(Object.entries(tiers).map(([tier, prices]) => [tier, named(prices)]));
}

function namedOf(prices: StoredPrices): NamedPrices {
  return Object.fromEntries(tokenClasses.flatMap((name) => (prices[name] === undefined ? [] : [[name, BigInt(prices[name])]])));
}

function named(prices: NamedPrices): StoredPrices {
  return Object.fromEntries(tokenClasses.flatMap((name) => (prices[name] == null ? [] : [[name, String(prices[name])]])));
}
