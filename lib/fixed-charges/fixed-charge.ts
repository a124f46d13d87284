import { type Currency, type Minor, toMinor } from "@/lib/currency/currency";
import type { Decimal } from "@/lib/money";
import { addDays, addMonths, type Day, daysBetween, type Month } from "@/lib/period";

export const chargeKinds = ["subscription", "commitment", "fee", "credit", "refund", "tax"] as const;
export type ChargeKind = (typeof chargeKinds)[number];

/** The kinds that take something off. */
export const takenOff: readonly ChargeKind[] = ["credit", "refund"];

/** What is paid, or taken off, apart from usage. Never edited: ended, countered by another line, or withdrawn. */
export type FixedCharge = {
  id: number;
  kind: ChargeKind;
  item: string;
  provider: string | null;
  team: { id: number; name: string } | null;
  costCentre: string | null;
  /** Of one seat, in the currency; negative takes off. */
  price: Decimal;
  seats: number;
  currency: Currency;
  /** Every month from the first day to the last; else once, on the first. */
  isMonthly: boolean;
  startsOn: Day;
  /** The last day it is paid for; null: no end is known. */
  endsOn: Day | null;
  note: string | null;
  /** The line that this one takes back. */
  counters: number | null;
};

/** What a charge comes to in a month, and the days of the month it is paid for. */
export type MonthAmount = { amount: Minor; first: Day; last: Day; days: { paid: number; all: number } };

type Timed = Pick<FixedCharge, "price" | "seats" | "currency" | "isMonthly" | "startsOn" | "endsOn">;

/**
 * What a charge comes to in a month: price × seats; of a month that it begins or ends in, the part `days paid / days of the month`. Rounded once to the
 * currency's smallest unit, halves to the even one. null: nothing is due.
 */
export function amountIn(charge: Timed, month: Month): MonthAmount | null {
  const [start, next] = [`${month}-01`, `${addMonths(month, 1)}-01`];
  const whole = wholeAmount(charge);
  if (!charge.isMonthly) {
    const day = charge.startsOn;
    return day >= start && day < next ? { amount: toMinor(whole, charge.currency), first: day, last: day, days: { paid: 1, all: 1 } } : null;
  }
  const first = charge.startsOn > start ? charge.startsOn : start;
  const after = charge.endsOn !== null && charge.endsOn < next ? addDays(charge.endsOn, 1) : next;
  if (first >= after) return null;
  const days = { paid: daysBetween(first, after).length, all: daysBetween(start, next).length };
  const amount = toMinor(whole, charge.currency, { part: BigInt(days.paid), whole: BigInt(days.all) });
  return { amount, first, last: addDays(after, -1), days };
}

/** Of all seats, a month or once. */
export function wholeAmount({ price, seats }: Pick<FixedCharge, "price" | "seats">): Decimal {
  return { digits: price.digits * BigInt(seats), scale: price.scale };
}

/** Sums in smallest units, by currency: different ones are never added. */
export function sumsByCurrency(lines: readonly { currency: Currency; amount: Minor }[]): Map<Currency, Minor> {
  const sums = new Map<Currency, Minor>();
  for (const { currency, amount } of lines) sums.set(currency, (sums.get(currency) ?? 0n) + amount);
  return new Map([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}
