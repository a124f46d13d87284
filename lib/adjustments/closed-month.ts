import type { Pico } from "@/lib/money";
import { addMonths, type Instant, type Month, monthPeriod, type Period, type Zone } from "@/lib/period";

/** A month as it was closed; `number` is its report number. One that was reopened is none. */
export type ClosedMonth = {
  number: number;
  month: Month;
  version: number;
  /** Its first instant and the next month's, in the zone of then. */
  period: Period;
  timezone: Zone;
  closedAt: Instant;
  /** `user:<uuid>` or `key:<uuid>`. */
  closedBy: string;
  knownAt: Instant;
  /** null: not told to who sees some teams only. */
  spend: Pico | null;
  total: Pico | null;
  /** Of the list of its files with their own. */
  sha256: string;
};

type Closed = Pick<ClosedMonth, "month">;

/** The open month whose report carries what has changed in a closed one: the first after it. */
export function carrierOf(month: Month, closed: readonly Closed[]): Month {
  let carrier = addMonths(month, 1);
  while (closed.some((each) => each.month === carrier)) carrier = addMonths(carrier, 1);
  return carrier;
}

/** The closed months whose differences a month's report carries, oldest first: those right before it, without an open one between. */
export function carriedBy<Month extends Closed>(month: string, closed: readonly Month[]): Month[] {
  const found: Month[] = [];
  for (let before = addMonths(month, -1); ; before = addMonths(before, -1)) {
    const each = closed.find((one) => one.month === before);
    if (!each) return found.reverse();
    found.push(each);
  }
}

/**
 * The period of a month's report. A closed month keeps the one it was closed with, whatever the zone has become since, and its neighbours begin and end
 * where it does: nothing is lost, and nothing counted twice.
 */
export function bookedPeriod(month: Month, zone: Zone, closed: readonly Pick<ClosedMonth, "month" | "period">[]): Period {
  const of = (wanted: Month) => closed.find((each) => each.month === wanted)?.period;
  const own = of(month);
  if (own) return own;
  const { from, to } = monthPeriod(month, zone);
  return { from: of(addMonths(month, -1))?.to ?? from, to: of(addMonths(month, 1))?.from ?? to };
}
