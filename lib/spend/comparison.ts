import {
  addDays,
  addMonths,
  dayOf,
  daysBetween,
  type Instant,
  type Month,
  monthPeriod,
  type Period,
  quarterHour,
  startOfDay,
  type Zone,
} from "@/lib/period";

/** A month beside the stretch it is fairly compared with. `isPartial`: the same elapsed part of both; else whole months. */
export type Comparison = { current: Period; previous: Period; isPartial: boolean; days: number };

/**
 * A finished month is compared with the whole one before. Of an unfinished one, the local days that are over, up to the last with data; when data comes in
 * today, up to the quarter hour it has reached, at the same local time. Cut where the month before ends.
 */
export function fairComparison(month: Month, zone: Zone, now: Instant, dataUntil: Instant | null): Comparison {
  const whole = monthPeriod(month, zone);
  const before = monthPeriod(addMonths(month, -1), zone);
  if (now >= whole.to || dataUntil === null || dataUntil < whole.from)
    return { current: whole, previous: before, isPartial: false, days: daysIn(whole, zone) };

  const lastDay = dayOf(dataUntil, zone);
  const isToday = lastDay === dayOf(now, zone);
  const start = startOfDay(lastDay, zone);
  const reached = isToday ? Math.floor(dataUntil / quarterHour) * quarterHour + quarterHour : startOfDay(addDays(lastDay, 1), zone);
  const current = { from: whole.from, to: Math.min(reached, whole.to) };

  const daysBefore = daysBetween(`${month}-01`, lastDay).length;
  const sameDay = startOfDay(addDays(`${addMonths(month, -1)}-01`, daysBefore), zone);
  const to = isToday ? sameDay + (reached - start) : startOfDay(addDays(`${addMonths(month, -1)}-01`, daysBefore + 1), zone);
  return { current, previous: { from: before.from, to: Math.min(to, before.to) }, isPartial: true, days: daysBefore + 1 };
}

function daysIn({ from, to }: Period, zone: Zone): number {
  return daysBetween(dayOf(from, zone), dayOf(to, zone)).length;
}
