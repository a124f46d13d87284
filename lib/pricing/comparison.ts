import type { Fraction } from "@/lib/fraction";
import type { Instant } from "@/lib/period";
import { type Blended, blended, type Verdict, verdict } from "./blended";
import { type BookModel, type BookPeriod, periodAt } from "./book";

/** A model's list price in force, blended at some weights. */
export type Quote = { model: BookModel; period: BookPeriod; blended: Blended };

/** How a blended price stands against another at the same weights. */
export type Comparison = {
  relation: "cheaper" | "equal" | "dearer";
  /** Of the other's price. */
  share: Fraction;
  /** How many times cheaper or dearer, at least 1; null: it costs nothing. */
  times: Fraction | null;
  verdict: Verdict;
};

/** The list price of a model at a time, blended r:1; null: it has none then. */
export function quoteOf(model: BookModel, r: bigint, at: Instant): Quote | null {
  const period = periodAt(model.periods, at);
  return period && { model, period, blended: blended(period.prices, r) };
}

/** Whether a model charges for reading and has no price for answers, as embeddings do: it stands beside no model that answers. */
export function writesNothing({ prices }: BookPeriod): boolean {
  return prices.output === 0n && prices.input > 0n;
}

/** Compares two quotes at the same weights, exactly; null where the other costs nothing, for nothing is a share of that. */
export function compared(own: Quote, other: Quote): Comparison | null {
  const a = own.blended.numerator * other.blended.denominator;
  const b = other.blended.numerator * own.blended.denominator;
  if (b === 0n) return null;
  const relation = a < b ? "cheaper" : a > b ? "dearer" : "equal";
  const times = a === 0n ? null : relation === "cheaper" ? { numerator: b, denominator: a } : { numerator: a, denominator: b };
  return { relation, share: { numerator: a, denominator: b }, times, verdict: verdict(own.blended, other.blended) };
}

/** Sorts quotes at the same weights, cheapest first. */
export function byPrice(a: Quote, b: Quote): number {
  const difference = a.blended.numerator * b.blended.denominator - b.blended.numerator * a.blended.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : a.model.name.localeCompare(b.model.name, "en");
}
