import { dollarsPerMillion, type Pico, roundHalfEven } from "@/lib/money";
import { type Day, dayOf, type Instant, type Month, type Zone } from "@/lib/period";
import type { Locale } from "./locale";
import { decimal, grouped, inCurrency, nonBreaking } from "./number";

const minus = "\u2212";
/** Pico-dollars in a ten-thousandth of a dollar. */
const smallest = 10n ** 8n;

/** Dollars: two decimals; under one dollar up to four, zeros beyond cents dropped; below $0.0001 "< $0.0001". `signed`: differences always carry a sign. */
export function money(amount: Pico, locale: Locale, { signed = false } = {}): string {
  const size = amount < 0n ? -amount : amount;
  const sign = amount < 0n ? minus : signed && amount > 0n ? "+" : "";
  if (size > 0n && size < smallest) return `${sign}<${nonBreaking}${inCurrency("0.0001", locale)}`;
  const places = size < 10n ** 12n ? 4 : 2;
  const units = roundHalfEven(size, 10n ** BigInt(12 - places));
  const text = units.toString().padStart(places + 1, "0");
  const [whole, fraction] = [text.slice(0, -places), text.slice(-places)];
  return sign + inCurrency(`${whole}.${fraction.replace(/0{1,2}$/, (zeros) => (places === 4 ? "" : zeros))}`, locale);
}

/** A unit price in dollars per million tokens: exact, two decimals at least. */
export function unitPrice(perToken: Pico, locale: Locale): string {
  const [whole = "0", fraction = ""] = dollarsPerMillion(perToken).split(".");
  return inCurrency(`${whole}.${fraction.padEnd(2, "0")}`, locale);
}

/** Dollars from exact decimal text, two decimals at least. */
export function decimalMoney(text: string, locale: Locale): string {
  const [whole = "0", fraction = ""] = text.split(".");
  return inCurrency(`${whole}.${fraction.replace(/0+$/, "").padEnd(2, "0")}`, locale);
}

/** An amount in its own currency from exact decimal text, with as many decimals as the currency has. */
export function amount(text: string, currency: string, locale: Locale): string {
  try {
    const style = { style: "currency", currency, currencyDisplay: currency === "USD" ? "narrowSymbol" : "symbol" } as const;
    return new Intl.NumberFormat(locale, style).format(text as `${number}`).replace("-", minus);
  } catch {
    return `${text}${nonBreaking}${currency}`; // no currency that is known
  }
}

/** A whole number with its thousands apart. */
export function count(value: bigint | number, locale: Locale): string {
  return grouped(String(value), locale);
}

/** Tokens: exact below a million, then 682.4 M and 1.49 B (Md in French); what rounds to 1,000 M is 1 B. */
export function tokens(value: bigint, locale: Locale): string {
  if (value < 1_000_000n) return count(value, locale);
  const [unit, places, name] = value < 999_950_000n ? [6, 1, "M"] : [9, 2, locale === "fr" ? "Md" : "B"];
  const scaled = roundHalfEven(value, 10n ** BigInt(unit - places)).toString();
  return `${decimal(`${scaled.slice(0, -places)}.${scaled.slice(-places)}`, locale)}${nonBreaking}${name}`;
}

/** Tokens with their word: 2.1 M tokens, 2,1 M de jetons, 12 345 jetons. */
export function tokensNamed(value: bigint, locale: Locale): string {
  if (locale === "en") return `${tokens(value, locale)} ${value === 1n ? "token" : "tokens"}`;
  return `${tokens(value, locale)} ${value < 1_000_000n ? (value < 2n ? "jeton" : "jetons") : "de jetons"}`;
}

/** Per cent from decimal text, to so many places where given. */
export function percent(text: string, locale: Locale, { signed = false, places }: { signed?: boolean; places?: number } = {}): string {
  const shown = rounded(text, places ?? text.split(".")[1]?.length ?? 0, locale);
  const sign = signed && /[1-9]/.test(shown) && !shown.startsWith(minus) ? "+" : "";
  return `${sign}${shown}${locale === "fr" ? nonBreaking : ""}%`;
}

/** Decimal text with every digit it has. */
export function exact(text: string, locale: Locale): string {
  return rounded(text, text.split(".")[1]?.length ?? 0, locale);
}

/** A ratio to two decimals, 2.67×. */
export function times(sixPlaces: string, locale: Locale): string {
  return `${rounded(sixPlaces, 2, locale)}×`;
}

/** Decimal text to so many places; what rounds to zero has no sign. */
export function rounded(text: string, places: number, locale: Locale): string {
  const isNegative = text.startsWith("-");
  const [whole = "0", fraction = ""] = (isNegative ? text.slice(1) : text).split(".");
  const digits = BigInt(whole + fraction);
  const units =
    fraction.length > places ? roundHalfEven(digits, 10n ** BigInt(fraction.length - places)) : digits * 10n ** BigInt(places - fraction.length);
  const all = units.toString().padStart(places + 1, "0");
  return (isNegative && units !== 0n ? minus : "") + decimal(places ? `${all.slice(0, -places)}.${all.slice(-places)}` : all, locale);
}

/** June 2026, juin 2026. */
export function month(value: Month, locale: Locale): string {
  return dateFormat(locale, { month: "long", year: "numeric" }).format(Date.parse(`${value}-01T00:00Z`));
}

/** A month after a noun: June 2026; de juin 2026, d’avril 2026. */
export function ofMonth(value: Month, locale: Locale): string {
  const text = month(value, locale);
  if (locale === "en") return text;
  return /^[ao]/.test(text) ? `d’${text}` : `de ${text}`;
}

/** 23 June 2026; `short`: 23 June. The first of a month is « 1er » in French. */
export function day(value: Day, locale: Locale, { short = false } = {}): string {
  const text = dateFormat(locale, { day: "numeric", month: "long", ...(!short && { year: "numeric" }) }).format(Date.parse(`${value}T00:00Z`));
  return locale === "fr" ? text.replace(/^1 /, "1er ") : text;
}

/** Jun, juin: where there is no room. */
export function monthShort(value: Month, locale: Locale): string {
  return dateFormat(locale, { month: "short" }).format(Date.parse(`${value}-01T00:00Z`));
}

/** Days from one to another, both included, as short as they can be said: 9 June 2026, 1–23 June 2026, 28 May – 3 June 2026. `short`: without a year. */
export function days(first: Day, last: Day, locale: Locale, { short = false } = {}): string {
  if (first === last) return day(last, locale, { short });
  const dayOnly = locale === "fr" && first.endsWith("-01") ? "1er" : String(Number(first.slice(8)));
  if (first.slice(0, 7) === last.slice(0, 7)) return `${dayOnly}–${day(last, locale, { short })}`;
  const isOneYear = first.slice(0, 4) === last.slice(0, 4);
  return `${day(first, locale, { short: isOneYear })} – ${day(last, locale, { short: short && isOneYear })}`;
}

/** Q2 2026, T2 2026: the quarter that holds a month. */
export function quarter(value: Month, locale: Locale): string {
  return `${locale === "fr" ? "T" : "Q"}${Math.ceil(Number(value.slice(5)) / 3)}${nonBreaking}${value.slice(0, 4)}`;
}

/** Mon 8, lun. 8. */
export function weekday(value: Day, locale: Locale): string {
  return dateFormat(locale, { weekday: "short", day: "numeric" }).format(Date.parse(`${value}T00:00Z`));
}

/** Tuesday, mardi. */
export function weekdayName(value: Day, locale: Locale): string {
  return dateFormat(locale, { weekday: "long" }).format(Date.parse(`${value}T00:00Z`));
}

/** About so much: whole tens of dollars, whole dollars under a hundred; an estimate is no exact figure. */
export function aboutMoney(amount: Pico, locale: Locale): string {
  const size = amount < 0n ? -amount : amount;
  const grain = size < 100n * 10n ** 12n ? 1n : 10n;
  return (amount < 0n ? minus : "") + inCurrency(String(roundHalfEven(size, grain * 10n ** 12n) * grain), locale);
}

/** 14:15, 14 h 15. */
export function time(instant: Instant, zone: Zone, locale: Locale): string {
  const text = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(instant);
  return locale === "fr" ? text.replace(":", `${nonBreaking}h${nonBreaking}`) : text;
}

/** 23 June 2026, 14:15. */
export function moment(instant: Instant, zone: Zone, locale: Locale): string {
  return `${day(dayOf(instant, zone), locale)}, ${time(instant, zone, locale)}`;
}

/** The city of a zone: Paris; UTC stays. */
export function city(zone: Zone): string {
  return zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
}

/** A size in bytes. */
export function bytes(value: number, locale: Locale): string {
  const [divisor, name] = value < 1e6 ? [1e3, "kB"] : value < 1e9 ? [1e6, "MB"] : [1e9, "GB"];
  const text = value < 1e3 ? String(value) : (value / divisor).toFixed(1);
  const unit = value < 1e3 ? "B" : name;
  return `${decimal(text, locale)}${nonBreaking}${locale === "fr" ? unit.replace("B", "o") : unit}`;
}

function dateFormat(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale === "fr" ? "fr-FR" : "en-GB", { ...options, timeZone: "UTC" });
}
