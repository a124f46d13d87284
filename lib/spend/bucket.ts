import { addDays, dayOf, daysOf, hourStarts, type Instant, isoInstant, isoWeek, type Period, startOfDay, type Zone } from "@/lib/period";
import type { Granularity } from "./dimension";

/** A stretch of a period and how it is named on the wire: `2026-06`, `2026-W23`, `2026-06-30`, or the UTC instant an hour starts at. */
export type Bucket = { label: string | null; start: Instant };

/** The buckets a period falls into, oldest first; without a granularity there is one, without a name. */
export function bucketsOf(period: Period, granularity: Granularity, zone: Zone): Bucket[] {
  if (granularity === "none") return [{ label: null, start: period.from }];
  if (granularity === "hour") return hourStarts(period, zone).map((start) => ({ label: isoInstant(start), start }));
  const labelOf = { day: (day: string) => day, week: isoWeek, month: (day: string) => day.slice(0, 7) }[granularity];
  const buckets: Bucket[] = [];
  for (const day of daysOf(period, zone)) {
    const label = labelOf(day);
    if (buckets.at(-1)?.label !== label) buckets.push({ label, start: startOfDay(day, zone) });
  }
  return buckets;
}

/** A period taken apart: whole local days in the middle, which the rollup answers, and what is left at its ends. */
export type Parts = { days: Period | null; rest: Period[] };

/** Splits at local midnights. */
export function partsOf({ from, to }: Period, zone: Zone): Parts {
  if (to <= from) return { days: null, rest: [] };
  const firstDay = dayOf(from, zone);
  const first = startOfDay(firstDay, zone) === from ? from : startOfDay(addDays(firstDay, 1), zone);
  const last = startOfDay(dayOf(to, zone), zone);
  if (first >= last) return first === from && last === to ? { days: null, rest: [] } : { days: null, rest: [{ from, to }] };
  const rest = [
    { from, to: first },
    { from: last, to },
  ].filter((part) => part.to > part.from);
  return { days: { from: first, to: last }, rest };
}
