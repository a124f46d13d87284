import type { Locale } from "@/lib/i18n/locale";
import { addMonths, daysOfMonth, type Instant, instantOfLocal, type Month, monthOf, weekdayOf, type Zone } from "@/lib/period";
import type { ReportFormat } from "@/lib/reports/format";

/** When in a month: the nth day, or the nth of its Mondays to Fridays, at the beginning of an hour. */
export type Timing = { isWorkingDay: boolean; day: number; hour: number };

export type NewSchedule = Timing & { formats: ReportFormat[]; locale: Locale; recipients: string[] };

/** Why a report did not leave. Its words live in `lib/i18n` (`deliveries.errors`). */
export type ReportError = "mail_not_set" | "mail_refused" | "report_failed";

export const lastDay = 28;
export const lastWorkingDay = 15;
const friday = 5;

/** The instant of a month at which the report of the month before is due. Public holidays are working days. */
export function dueAt({ isWorkingDay, day, hour }: Timing, month: Month, zone: Zone): Instant {
  const days = daysOfMonth(month).filter((each) => !isWorkingDay || weekdayOf(each) <= friday);
  return instantOfLocal(`${days[day - 1]}T${String(hour).padStart(2, "0")}:00`, zone);
}

/** The report that was due last at an instant, with when that was: it is due in the month after its own. */
export function lastDue(timing: Timing, at: Instant, zone: Zone): { month: Month; due: Instant } {
  const current = monthOf(at, zone);
  const before = addMonths(current, -1);
  const due = dueAt(timing, current, zone);
  return due <= at ? { month: before, due } : { month: addMonths(before, -1), due: dueAt(timing, before, zone) };
}
