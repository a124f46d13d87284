import {
  addDays,
  addYears,
  type Day,
  dayOf,
  daysBetween,
  daysPeriod,
  type Instant,
  type Period,
  quarterHour,
  startOfDay,
  type Zone,
} from "@/lib/period";
import { neighbour, type Range } from "./range";

/** What a stretch is compared with: the one before, all of the one before, the same days a year before, or as many weeks earlier as keep its weekdays. */
export const comparisonModes = ["previous", "whole", "year", "weekday"] as const;
export type ComparisonMode = (typeof comparisonModes)[number];

/**
 * A stretch beside what it is fairly compared with. `isPartial`: the same elapsed part of both; else both whole. `whole`: all of what it is compared with.
 * `days`: begun in `current`.
 */
export type Comparison = { current: Period; previous: Period; whole: Period; isPartial: boolean; days: number };

/**
 * A finished stretch is compared with a whole one. Of an unfinished one, the local days that are over, up to the last with data; when data comes in today, up to the
 * quarter hour it has reached, at the same local time. Never beyond the end of what it is compared with. Where all of the one before is asked for, it is compared whole.
 */
export function fairComparison(range: Range, mode: ComparisonMode, zone: Zone, now: Instant, dataUntil: Instant | null): Comparison {
  const other = comparedDays(range, mode);
  const current = daysPeriod(range.from, range.to, zone);
  const previous = daysPeriod(other.from, other.to, zone);
  if (mode === "whole" || now >= current.to || dataUntil === null || dataUntil < current.from)
    return { current, previous, whole: previous, isPartial: false, days: daysBetween(range.from, range.to).length };

  const lastDay = dayOf(Math.min(dataUntil, current.to - 1), zone);
  const before = daysBetween(range.from, lastDay).length;
  const sameDay = addDays(other.from, before);
  const isToday = lastDay === dayOf(now, zone);
  const elapsed = Math.floor(dataUntil / quarterHour) * quarterHour + quarterHour - startOfDay(lastDay, zone);
  const end = (day: Day) => (isToday ? startOfDay(day, zone) + elapsed : startOfDay(addDays(day, 1), zone));
  return {
    current: { from: current.from, to: Math.min(end(lastDay), current.to) },
    previous: { from: previous.from, to: Math.min(end(sameDay), previous.to) },
    whole: previous,
    isPartial: true,
    days: before + 1,
  };
}

function comparedDays(range: Range, mode: ComparisonMode): { from: Day; to: Day } {
  if (mode === "previous" || mode === "whole") return neighbour(range, -1);
  if (mode === "year") return { from: addYears(range.from, -1), to: addYears(range.to, -1) };
  const shift = -7 * Math.ceil(daysBetween(range.from, range.to).length / 7);
  return { from: addDays(range.from, shift), to: addDays(range.to, shift) };
}
