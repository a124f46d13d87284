import type { Locale } from "@/lib/i18n/locale";
import type { DayLine } from "./focus-lines";
import type { ReportLine } from "./lines";
import type { MonthReport, ReportTotals } from "./report";

/** What a file is written from: the report, and its lines on their way, any number of them. */
export type ReportSource<Report extends ReportTotals = MonthReport> = {
  report: Report;
  locale: Locale;
  /** The month's usage as the report is grouped. */
  lines: () => AsyncIterable<readonly ReportLine[]>;
  /** The same by day, model, price and allocation. */
  dayLines: () => AsyncIterable<readonly DayLine[]>;
};
