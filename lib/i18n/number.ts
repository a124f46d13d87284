import type { Locale } from "./locale";

// How numbers are written, without the calendar: charts bring this to the browser.

const narrow = "\u202f";
export const nonBreaking = "\u00a0";

/** Dollars on an axis that ends at `highest`: whole ones, finer only where whole ones would repeat. */
export function axisMoney(amount: number, highest: number, locale: Locale): string {
  return inCurrency(amount.toFixed(highest >= 4 ? 0 : highest >= 0.04 ? 2 : 4), locale);
}

/** Tokens or requests on an axis: 400, 20 k, 1.5 M, 2 B (Md in French). */
export function axisCount(amount: number, locale: Locale): string {
  const [divisor, unit] = amount >= 1e9 ? [1e9, locale === "fr" ? "Md" : "B"] : amount >= 1e6 ? [1e6, "M"] : amount >= 1e4 ? [1e3, "k"] : [1, ""];
  const text = decimal(String(Number((amount / divisor).toFixed(1))), locale);
  return unit ? `${text}${nonBreaking}${unit}` : text;
}

/** Decimal text in dollars. */
export function inCurrency(text: string, locale: Locale): string {
  return locale === "fr" ? `${decimal(text, locale)}${nonBreaking}$` : `$${decimal(text, locale)}`;
}

/** Decimal text with its thousands apart. */
export function decimal(text: string, locale: Locale): string {
  const [whole = "0", fraction] = text.split(".");
  return grouped(whole, locale) + (fraction === undefined ? "" : `${locale === "fr" ? "," : "."}${fraction}`);
}

/** Whole digits with their thousands apart. */
export function grouped(whole: string, locale: Locale): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, locale === "fr" ? narrow : ",");
}

/** A whole number without what people set its thousands apart with: 10000 from 10 000, 10,000, 10.000 or 10’000. */
export function ungrouped(text: string): string {
  return text.replace(/\s/g, "").replace(/[.,’'](?=\d{3}(\D|$))/g, "");
}

/** A decimal number with a point, whatever it was written with; without spaces and the sign of per cent. */
export function withPoint(text: string): string {
  return text.replace(/[\s%]/g, "").replace(",", ".");
}
