import type { MonthReport } from "@/lib/reports/report";

/** A report as it is kept: JSON, whose exact numbers are `{"exact": "123"}`. */
export function writeDocument(report: MonthReport): string {
  return JSON.stringify(report, (_key, value) => (typeof value === "bigint" ? { exact: String(value) } : value));
}

/**
 * What reports tell since the first month could be closed: one that was kept before says nothing of it. A new field of the report gets its line here, or the
 * page of a month that was closed before the upgrade fails (a test reads the first document there was).
 */
const toldLater: Pick<MonthReport, "reporting"> = { reporting: { currency: "USD", rule: "last", rate: null } };

/** The same report again, of what the database kept, whatever version of the product wrote it. */
export function readDocument(kept: unknown): MonthReport {
  const told = JSON.parse(JSON.stringify(kept), (_key, value) => (isExact(value) ? BigInt(value.exact) : value));
  return { ...toldLater, ...told };
}

function isExact(value: unknown): value is { exact: string } {
  return typeof value === "object" && value !== null && "exact" in value && typeof value.exact === "string";
}
