import { addDays, addMonths, type Day, daysOfMonth, type Month } from "@/lib/period";

/** When an entry counts: on its first day, or from then on every month, on the same day or the month's last, until its last day. Local days. */
export type Cadence = { isMonthly: boolean; firstDay: Day; lastDay: Day | null };

/** The first day on or after `from` that an entry counts on; null: there is none. */
export function nextDay({ isMonthly, firstDay, lastDay }: Cadence, from: Day): Day | null {
  const start = from > firstDay ? from : firstDay;
  const month = start.slice(0, 7) as Month;
  const next = isMonthly ? [dayIn(month, firstDay), dayIn(addMonths(month, 1), firstDay)].find((day) => day >= start) : firstDay;
  return next && next >= start && (lastDay === null || next <= lastDay) ? next : null;
}

/** The days from `from` to `to`, both included, that an entry counts on. */
export function daysDue(cadence: Cadence, from: Day, to: Day): Day[] {
  const days: Day[] = [];
  for (let day = nextDay(cadence, from); day !== null && day <= to; day = nextDay(cadence, addDays(day, 1))) {
    days.push(day);
    if (!cadence.isMonthly) break;
  }
  return days;
}

/** The same day in another month, or its last. */
function dayIn(month: Month, day: Day): Day {
  const same = `${month}-${day.slice(8)}`;
  const last = daysOfMonth(month).at(-1) ?? same;
  return same < last ? same : last;
}
