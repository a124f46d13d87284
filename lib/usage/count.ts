import type { RejectionCode } from "./row";

export const largestCount = 9_223_372_036_854_775_807n;
const longestCount = String(largestCount).length;

const grouped = /^\d{1,3}(?:([, \u00a0\u202f'’_])\d{3})(?:\1\d{3})*$/;

/**
 * A whole number as exports and spreadsheets write it: `1234`, `1234.0`, `1,234`, `1 234`, `1'234`, `1_234`; null for an empty cell, else why it is refused.
 * In files separated by semicolons the comma may be the decimal mark and the point may group, so neither `12,000` nor `12.000` is guessed.
 */
export function parseCount(cell: string, delimiter: string): bigint | null | RejectionCode {
  const text = cell.trim();
  if (text === "") return null;
  if (/^\d{1,15}$/.test(text)) return BigInt(text);
  if (/^[+-]?\d+(?:[.,]\d*)?e[+-]?\d+$/i.test(text)) return "scientific_notation";
  if (text.startsWith("-")) return negative(text.slice(1), delimiter);

  const isSemicolon = delimiter === ";";
  if (isSemicolon && /^\d{1,3}(?:[.,]\d{3})+$/.test(text)) return "ambiguous_number";
  const mark = isSemicolon ? /^(.*)[.,](\d*)$/ : /^(.*)\.(\d*)$/;
  const [, whole = text, fraction = ""] = mark.exec(text) ?? [];
  const digits = /^\d+$/.test(whole) ? whole : grouped.test(whole) ? whole.replace(/\D/g, "") : null;
  if (digits === null) return "not_a_number";
  if (/[1-9]/.test(fraction)) return "fractional_tokens";
  const counted = digits.replace(/^0+(?=\d)/, "");
  // Making a number of millions of digits would hold everybody up.
  if (counted.length > longestCount) return "overflow_tokens";
  const value = BigInt(counted);
  return value > largestCount ? "overflow_tokens" : value;
}

function negative(rest: string, delimiter: string): bigint | RejectionCode {
  const value = rest.startsWith("-") || rest.trim() !== rest ? "not_a_number" : parseCount(rest, delimiter);
  if (value === 0n) return 0n;
  return value === null || value === "not_a_number" ? "not_a_number" : "negative_tokens";
}
