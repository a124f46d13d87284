// @ts-check
// Figures for people, from the exact decimal text of the API; never through a float. The pages write them the same way (lib/i18n/format.ts), and a test
// compares the two.

/** @typedef {"en" | "fr"} Locale */

const minus = "\u2212";
const narrow = "\u202f";
const nonBreaking = "\u00a0";

/** Dollars: two decimals; under one dollar up to four; below $0.0001 "< $0.0001". @param {string} amount decimal text @param {Locale} locale */
export function money(amount, locale) {
  const { isNegative, size } = signOf(amount);
  const sign = isNegative ? minus : "";
  const isSmall = size.startsWith("0.") || size === "0";
  if (isSmall && /^0\.0000\d*[1-9]/.test(size)) return `${sign}<${nonBreaking}${inCurrency("0.0001", locale)}`;
  const text = rounded(size, isSmall ? 4 : 2);
  return sign + inCurrency(isSmall ? text.replace(/0{1,2}$/, "") : text, locale);
}

/** Dollars to the last digit, two decimals at least. @param {string} amount decimal text @param {Locale} locale */
export function exactMoney(amount, locale) {
  const { isNegative, size } = signOf(amount);
  const [whole = "0", fraction = ""] = size.split(".");
  return (isNegative ? minus : "") + inCurrency(`${whole}.${fraction.padEnd(2, "0")}`, locale);
}

/** A whole number with its thousands apart. @param {number | string} value @param {Locale} locale */
export function count(value, locale) {
  return grouped(String(value), locale);
}

/** @param {string} text decimal text @param {Locale} locale */
export function percent(text, locale) {
  return `${decimal(text, locale)}${locale === "fr" ? nonBreaking : ""}%`;
}

/** A size in bytes. @param {number} value @param {Locale} locale */
export function bytes(value, locale) {
  const [divisor, name] = value < 1e6 ? [1e3, "kB"] : value < 1e9 ? [1e6, "MB"] : [1e9, "GB"];
  const text = value < 1e3 ? String(value) : (value / divisor).toFixed(1);
  const unit = value < 1e3 ? "B" : name;
  return `${decimal(text, locale)}${nonBreaking}${locale === "fr" ? unit.replace("B", "o") : unit}`;
}

/** 8 s, 2 min 5 s, 1 h 20 min. @param {number} seconds */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  if (hours) return `${hours}${nonBreaking}h${nonBreaking}${minutes}${nonBreaking}min`;
  return minutes ? `${minutes}${nonBreaking}min${nonBreaking}${rest}${nonBreaking}s` : `${rest}${nonBreaking}s`;
}

/** 23 June 2026, 14:15; in French, 23 juin 2026, 14 h 15. @param {string} instant RFC 3339 @param {string} zone @param {Locale} locale */
export function moment(instant, zone, locale) {
  const at = new Date(instant);
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(at);
  return `${day(instant, zone, locale)}, ${locale === "fr" ? time.replace(":", `${nonBreaking}h${nonBreaking}`) : time}`;
}

/** 23 June 2026; the first of a month is « 1er » in French. @param {string} instant RFC 3339 @param {string} zone @param {Locale} locale */
export function day(instant, zone, locale) {
  const shown = { day: "numeric", month: "long", year: "numeric", timeZone: zone };
  const text = new Intl.DateTimeFormat(locale === "fr" ? "fr-FR" : "en-GB", /** @type {Intl.DateTimeFormatOptions} */ (shown)).format(
    new Date(instant),
  );
  return locale === "fr" ? text.replace(/^1 /, "1er ") : text;
}

/** June 2026, juin 2026. @param {string} month 2026-06 @param {Locale} locale */
export function monthName(month, locale) {
  const format = new Intl.DateTimeFormat(locale === "fr" ? "fr-FR" : "en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${month}-01T00:00Z`));
}

/** Which of two decimal texts is greater: negative, 0 or positive. @param {string} a @param {string} b */
export function compare(a, b) {
  const places = Math.max(a.split(".")[1]?.length ?? 0, b.split(".")[1]?.length ?? 0);
  const difference = units(a, places) - units(b, places);
  return difference < 0n ? -1 : Number(difference > 0n);
}

/** Counts of the API (integers, or decimal text beyond 2^53) added up. @param {(number | string)[]} counts */
export function sum(...counts) {
  return counts.reduce((/** @type {bigint} */ total, each) => total + BigInt(each), 0n).toString();
}

/** A decimal text, not negative, to so many places; halves go to the even one. @param {string} text @param {number} places */
function rounded(text, places) {
  const fraction = text.split(".")[1]?.length ?? 0;
  let whole = units(text, Math.max(fraction, places));
  if (fraction > places) {
    const cut = 10n ** BigInt(fraction - places);
    const twice = 2n * (whole % cut);
    whole /= cut;
    if (twice > cut || (twice === cut && whole % 2n === 1n)) whole += 1n;
  }
  const digits = whole.toString().padStart(places + 1, "0");
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** @param {string} text @param {number} places @returns {bigint} */
function units(text, places) {
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(places, "0"));
}

/** @param {string} amount */
function signOf(amount) {
  const isNegative = amount.startsWith("-");
  return { isNegative, size: isNegative ? amount.slice(1) : amount };
}

/** @param {string} text @param {Locale} locale */
function inCurrency(text, locale) {
  return locale === "fr" ? `${decimal(text, locale)}${nonBreaking}$` : `$${decimal(text, locale)}`;
}

/** @param {string} text @param {Locale} locale */
function decimal(text, locale) {
  const [whole = "0", fraction] = text.split(".");
  return grouped(whole, locale) + (fraction === undefined ? "" : `${locale === "fr" ? "," : "."}${fraction}`);
}

/** @param {string} whole @param {Locale} locale */
function grouped(whole, locale) {
  return whole.replace(/\B(?=(\d{3})+$)/g, locale === "fr" ? narrow : ",");
}
