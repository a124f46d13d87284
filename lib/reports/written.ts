import { dollars, dollarsPerMillion, ratio } from "@/lib/money";
import type { Column, Value } from "./section";

const picoPerDollar = 10n ** 12n;

/** The names of a column in a file: an amount that is rounded too stands in two. */
export function fileKeys({ key, isRounded }: Column): string[] {
  return isRounded ? [key, `${key}_rounded`] : [key];
}

/** The exact text of a value, of a rounded one also to cents; null: unknown. */
export function fileTexts({ kind, isRounded }: Column, value: Value): (string | null)[] {
  if (value === null) return isRounded ? [null, null] : [null];
  if (typeof value === "string" || kind === "count") return [String(value)];
  if (kind === "price") return [dollarsPerMillion(value)];
  return isRounded ? [dollars(value), ratio(value, picoPerDollar, 2)] : [dollars(value)];
}
