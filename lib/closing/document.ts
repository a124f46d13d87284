import type { MonthReport } from "@/lib/reports/report";

/** A report as it is kept: JSON, whose exact numbers are `{"exact": "123"}`. */
export function writeDocument(report: MonthReport): string {
  return JSON.stringify(report, (_key, value) => (typeof value === "bigint" ? { exact: String(value) } : value));
}

/** The same report again, of what the database kept. */
export function readDocument(kept: unknown): MonthReport {
  return JSON.parse(JSON.stringify(kept), (_key, value) => (isExact(value) ? BigInt(value.exact) : value)) as MonthReport;
}

function isExact(value: unknown): value is { exact: string } {
  return typeof value === "object" && value !== null && "exact" in value && typeof value.exact === "string";
}
