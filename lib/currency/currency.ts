import { type Decimal, decimalText, roundHalfEven } from "@/lib/money";

/** An ISO 4217 code, `EUR`. */
export type Currency = string;

/** A whole number of a currency's smallest units: cents, yen, thousandths of a dinar. */
export type Minor = bigint;

const known = new Set(Intl.supportedValuesOf("currency"));

/** The currencies there are, by code. */
export const currencies: readonly Currency[] = [...known].sort();

export function isCurrency(code: string): boolean {
  return known.has(code);
}

/** How many decimals a currency has: 2 for the euro, 0 for the yen, 3 for the Kuwaiti dinar. */
export function minorPlaces(currency: Currency): number {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** An exact amount, or a part of it (`of.part / of.whole`), in smallest units: rounded once, halves to the even one. */
export function toMinor({ digits, scale }: Decimal, currency: Currency, of = { part: 1n, whole: 1n }): Minor {
  return roundHalfEven(digits * 10n ** BigInt(minorPlaces(currency)) * of.part, 10n ** BigInt(scale) * of.whole);
}

/** Smallest units as an exact decimal. */
export function ofMinor(amount: Minor, currency: Currency): Decimal {
  return { digits: amount, scale: minorPlaces(currency) };
}

/** The canonical text of smallest units: "12.8". */
export function minorText(amount: Minor, currency: Currency): string {
  return decimalText(ofMinor(amount, currency));
}
