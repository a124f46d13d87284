import { decimalText, parseDecimal } from "@/lib/money";
import { parseAmount } from "@/lib/usage/amount";
import type { TokenUnit } from "./mapped-field";

const exponents: Record<TokenUnit, number> = { tokens: 0, thousands: 3, millions: 6 };

/**
 * Rewrites numbers of a file's own style as text that is read with the mark `.` and groups of `,` (with the file's separator where no mark is said): the
 * currency's sign goes, and counts in thousands or millions become counts of one. What is no number stays as it is, for the reader to name the fault.
 */
export function numberReader({
  delimiter,
  mark,
  unit,
}: {
  delimiter: string;
  mark: "." | "," | undefined;
  unit: TokenUnit;
}): (cell: string) => string {
  const exponent = exponents[unit];
  return (cell) => {
    const bare = cell.replace(/^\s*\p{Sc}|\p{Sc}\s*$/gu, "").trim();
    const pointed = mark === "," ? swapped(bare) : bare;
    return exponent ? scaled(pointed, exponent, mark ? "," : delimiter) : pointed;
  };
}

function swapped(text: string): string {
  return text.replace(/[.,]/g, (mark) => (mark === "." ? "," : "."));
}

/** 12.5 thousand are 12500. Where the mark is not said, 12,000 and 12.000 in a file of semicolons stay: they may be 12 or 12000. */
function scaled(text: string, exponent: number, delimiter: string): string {
  const isUnclear = /e/i.test(text) || (delimiter === ";" && /^\d{1,3}(?:[.,]\d{3})+$/.test(text));
  const amount = isUnclear ? null : parseAmount(text, delimiter);
  if (amount === null) return text;
  const { digits, scale } = parseDecimal(amount);
  return scale <= exponent ? String(digits * 10n ** BigInt(exponent - scale)) : decimalText({ digits, scale: scale - exponent });
}
