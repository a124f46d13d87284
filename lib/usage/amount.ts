import { type Decimal, decimalText, parseDecimal } from "@/lib/money";

const written = /^(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;
/** Beyond this many digits it is no amount of money. */
const mostDigits = 60;

/**
 * An exact decimal as exports write money and quantities, in its canonical text: `12.5`, `-0.04`, `$1,204.55`, `1e-05`; null for an empty cell or what is no number.
 * In files separated by semicolons the comma is the decimal mark (and a point before it groups), elsewhere commas group.
 */
export function parseAmount(cell: string, delimiter: string): string | null {
  const parts = /^([+-]?)\$?([+-]?)(.*)$/.exec(cell.replace(/[\s\u00a0\u202f]/g, ""));
  const [, before = "", after = "", rest = ""] = parts ?? [];
  if (rest === "" || (before && after)) return null;
  const plain = delimiter === ";" ? withCommaMark(rest) : withCommaGroups(rest);
  const [, whole = "", fraction = "", exponent = "0"] = (plain && written.exec(plain)) || [];
  if (whole + fraction === "") return null;
  const scale = fraction.length - Number(exponent);
  if (whole.length + fraction.length > mostDigits || Math.abs(scale) > mostDigits) return null;
  const digits = BigInt(whole + fraction) * (before + after === "-" ? -1n : 1n);
  return scale < 0 ? decimalText({ digits: digits * 10n ** BigInt(-scale), scale: 0 }) : decimalText({ digits, scale });
}

function withCommaMark(text: string): string | null {
  if (!text.includes(",")) return text;
  const [, whole = "", fraction = ""] = /^([\d.]*),(\d*)$/.exec(text) ?? [];
  if (whole.includes(".") && !/^\d{1,3}(?:\.\d{3})+$/.test(whole)) return null;
  return `${whole.replaceAll(".", "")}.${fraction}`;
}

function withCommaGroups(text: string): string | null {
  if (!text.includes(",")) return text;
  return /^\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(text) ? text.replaceAll(",", "") : null;
}

/** Adds exact decimals, as canonical text. */
export function addAmounts(a: string, b: string): string {
  const [x, y] = [parseDecimal(a), parseDecimal(b)];
  const scale = Math.max(x.scale, y.scale);
  const at = (value: Decimal) => value.digits * 10n ** BigInt(scale - value.scale);
  return decimalText({ digits: at(x) + at(y), scale });
}
