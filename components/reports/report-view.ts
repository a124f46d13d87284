import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import type { Translator } from "@/lib/i18n/translator";
import type { Month } from "@/lib/period";
import { type ReportFormat, reportFormats } from "@/lib/reports/format";
import type { Section, Value } from "@/lib/reports/section";
import { type Dimension, dimensions } from "@/lib/spend/dimension";
import type { ReportFile } from "./downloads";
import type { SectionRow } from "./section-table";

type Words = { locale: Locale; t: Translator<"reports"> };

/** More rows than are read on a page; the files have all. */
const mostRows = 60;

/** What a report's detail is grouped by, as an address says it: known dimensions, each once, in their order. */
export function groupingOf(asked: string | string[] | undefined): Dimension[] {
  const named = [asked ?? []].flat().flatMap((text) => text.split(","));
  return [...new Set(named)].flatMap((name) => dimensions.find((dimension) => dimension === name) ?? []);
}

/** The files of a month's report, in the language of who reads it. `kept`: those that a closed month was closed with; null: whatever there is. */
export function filesOf(
  slug: string,
  month: Month,
  groupBy: readonly Dimension[],
  { locale, t }: Words,
  kept: readonly ReportFormat[] | null = null,
): { first: ReportFile[]; more: ReportFile[] } {
  const file = (label: string, kind: ReportFormat): ReportFile[] => {
    if (kept && !kept.includes(kind)) return [];
    const style = kind === "csv-excel" && { style: "excel" };
    const query = new URLSearchParams({ locale, ...style, ...(groupBy.length && { group_by: groupBy.join(",") }) });
    return [{ label, href: `/api/w/${slug}/reports/${month}.${reportFormats[kind].extension}?${query}` }];
  };
  return {
    first: [...file("PDF", "pdf"), ...file("XLSX", "xlsx"), ...file("CSV", "csv")],
    more: [...file(t("files.excel"), "csv-excel"), ...file("JSON", "json"), ...file("FOCUS 1.2", "focus.csv")],
  };
}

/** What a section shows on a page: its names, the tokens of each class, and its cost; the rows beyond those that are shown as one. */
export function sectionTable({ columns, rows, total }: Section, { locale, t }: Words) {
  const names = columns.filter(({ kind, key }) => (kind === "text" || kind === "day") && key !== "import_id");
  const figures = columns.filter(({ isSummed, kind, key }) => isSummed && kind === "count" && key.endsWith("_tokens"));
  const cost = columns.filter(({ key }) => key === "cost_usd");
  const shown = [...names, ...figures, ...cost];
  const places = shown.map((column) => columns.indexOf(column));
  const cell = (values: readonly Value[], column: (typeof columns)[number], at: number): string => {
    const value = values[places[at] ?? -1] ?? null;
    if (value === null) return column.kind === "text" && column.key !== "sha256" && column.key !== "file" ? t("unattributed") : "—";
    if (typeof value === "string")
      return column.kind === "day" ? format.day(value, locale) : column.key === "sha256" ? `${value.slice(0, 12)}…` : value;
    return column.kind === "count" ? format.tokens(value, locale) : format.money(value, locale);
  };
  const visible = rows.length > mostRows + 1 ? rows.slice(0, mostRows) : rows;
  const rest = rows.slice(visible.length);
  const sums = columns.map(
    ({ isSummed }, place): Value => (isSummed ? rest.reduce((all, row) => all + ((row[place] as bigint | null) ?? 0n), 0n) : null),
  );
  const summed = (values: readonly Value[], label: string) =>
    shown.map((column, at) => (at === 0 ? label : column.isSummed ? cell(values, column, at) : ""));
  return {
    columns: shown.map((column) => {
      const isName = names.includes(column);
      const hides = column.key === "sha256" || (figures.includes(column) && column.key !== "input_tokens" && column.key !== "output_tokens");
      return {
        title: t(`columns.${column.key}`),
        className: [isName ? (column.key === "sha256" ? "id" : "") : "n", hides ? "hp" : ""].join(" ").trim(),
      };
    }),
    rows: [
      ...visible.map((row, place): SectionRow => ({ key: String(place), cells: shown.map((column, at) => cell(row, column, at)) })),
      ...(rest.length ? [{ key: "rest", cells: summed(sums, t("otherRows", { count: rest.length })), isQuiet: true }] : []),
    ],
    total: summed(total, t("sum")),
  };
}
