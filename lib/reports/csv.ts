import { byteOrderMark, type Cell, type CsvStyle, csvLine, europeanCsv, standardCsv } from "@/lib/csv";
import { translatorOf } from "@/lib/i18n/translator";
import { isoInstant } from "@/lib/period";
import type { Dimension } from "@/lib/spend/dimension";
import { addSums, type Sums } from "@/lib/spend/spend";
import type { ReportTotals } from "./report";
import type { Column, ColumnKey, Value } from "./section";
import type { ReportSource } from "./source";
import { differenceColumns, differenceValues, nameColumn, usageColumns, usageValues } from "./usage-columns";
import { fileKeys, fileTexts } from "./written";

/** The month's lines, one per group, what else its total is made of, and a last one with the total: exact amounts, and rounded to cents. */
export function reportCsv(source: ReportSource<ReportTotals>): AsyncGenerator<string> {
  return csvOf(source, standardCsv, (key) => key);
}

/** The same for a European Excel: decimal commas, and titles in the report's language. */
export async function* excelCsv(source: ReportSource<ReportTotals>): AsyncGenerator<string> {
  const t = translatorOf(source.locale, "reports");
  yield byteOrderMark;
  yield* csvOf(source, europeanCsv, (key) => (key.endsWith("_rounded") ? t("columns.rounded") : t(`columns.${key as ColumnKey}`)));
}

async function* csvOf({ report, lines }: ReportSource<ReportTotals>, style: CsvStyle, title: (key: string) => string): AsyncGenerator<string> {
  const { month, timezone, groupBy, currency, number, knownAt } = report;
  const names = groupBy.map(nameColumn);
  const before: Column[] = [nameColumn("month"), nameColumn("timezone"), ...names];
  const after = (["line", "currency", "report", "known_at"] as const).map(nameColumn);
  const columns = [...before, ...usageColumns, ...after];
  const line = (named: string, of: string, values: readonly Value[]) => {
    const all = [named, timezone, ...values, of, currency, number, number === null ? null : isoInstant(knownAt)];
    return csvLine(
      columns.flatMap((column, place) => cellsOf(column, all[place] ?? null)),
      style,
    );
  };
  const noNames = names.map(() => null);
  yield csvLine(
    columns.flatMap(fileKeys).map((key) => ({ text: title(key) })),
    style,
  );
  for await (const batch of lines()) {
    yield batch.map((of) => line(month, "usage", [...groupBy.map((dimension) => of.dimensions[dimension] ?? null), ...usageValues(of)])).join("");
  }
  for (const of of report.adjustments) {
    const cell: Partial<Record<Dimension, string | null>> = of;
    const sums = usageColumns.map(({ key }) => differenceValues(of)[differenceColumns.findIndex((column) => column.key === key)] ?? null);
    yield line(of.of.month, "adjustment", [...groupBy.map((dimension) => cell[dimension] ?? null), ...sums]);
  }
  yield line("total", "total", [
    ...noNames,
    ...usageValues({ ...report.spend, ...report.adjustments.reduce<Sums>(addSums, report.spend), cost: report.total }),
  ]);
}

function cellsOf(column: Column, value: Value): Cell[] {
  const isText = column.kind === "text" || column.kind === "day";
  return fileTexts(column, value).map((text) => (text === null ? null : isText ? { text } : { number: text }));
}
