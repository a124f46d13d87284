import { type Decimal, decimalText, parseDecimal, picoPerToken } from "@/lib/money";
import type { Day, Instant } from "@/lib/period";
import type { Source } from "../book";
import type { NamedPrices, PriceSheet } from "../sheet";

/** A price as a list gives it. `startsAt` null: since the model exists, or undated (then the reader says from when). */
export type ListedPeriod = PriceSheet & { startsAt: Instant | null; startIsCertain: boolean; startBasis: string | null; note: string | null };

/** A model of a list, in our terms. */
export type ListedModel = {
  provider: string;
  id: string;
  name: string;
  tier: string;
  aliases: readonly string[];
  /** Anchored patterns of dated snapshots. */
  patterns: readonly string[];
  tokenizer: string | null;
  contextWindow: bigint | null;
  batchMultiplier: Decimal | null;
  releasedOn: Day | null;
  retiredOn: Day | null;
  note: string | null;
  periods: readonly ListedPeriod[];
  sources: readonly Source[];
};

/** What could not be taken from a list, and how often. */
export type NotUnderstood = { what: string; why: string };

export type ListFormat = "obole" | "litellm" | "genai-prices";

/** A price list as it was read. */
export type PriceList = {
  format: ListFormat;
  /** Where an absent price means that none was published; else the list is only silent about it. */
  isComplete: boolean;
  /** Whether its prices say since when they hold. */
  isDated: boolean;
  providerAliases: ReadonlyMap<string, string>;
  models: readonly ListedModel[];
  notUnderstood: readonly NotUnderstood[];
};

/** A file that is no price list, or says something impossible; the message says what and where. */
export class UnreadableList extends Error {}

/** A JSON number as the exact decimal it was written as. Throws RangeError where it is no finite number. */
function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value)) throw new RangeError(`not a number: ${value}`);
  const [digits = "", exponent = "0"] = String(value).split("e");
  const { digits: whole, scale } = parseDecimal(digits);
  const shift = scale - Number(exponent);
  return shift >= 0 ? { digits: whole, scale: shift } : { digits: whole * 10n ** BigInt(-shift), scale: 0 };
}

/** Dollars per million tokens, as a JSON number or text, in pico-dollars per token. Throws RangeError for what is negative or finer than that. */
export function perMillion(value: number | string): bigint {
  const price = picoPerToken(typeof value === "number" ? decimalText(decimalOf(value)) : value);
  if (price < 0n) throw new RangeError(`a negative price: ${value}`);
  return price;
}

/** Dollars per token, as a JSON number, in pico-dollars per token. Throws RangeError like `perMillion`. */
export function perToken(value: number): bigint {
  const { digits, scale } = decimalOf(value);
  return perMillion(decimalText(scale >= 6 ? { digits, scale: scale - 6 } : { digits: digits * 10n ** BigInt(6 - scale), scale: 0 }));
}

/** Drops the classes that have no price. */
export function withoutAbsent(prices: Record<string, bigint | undefined>): NamedPrices {
  return Object.fromEntries(Object.entries(prices).filter(([, price]) => price !== undefined));
}
