import { ofMonth } from "@/lib/i18n/format";
import { translatorOf } from "@/lib/i18n/translator";
import { dollars } from "@/lib/money";
import { coverOf, type Fact } from "./cover";
import type { MonthReport } from "./report";
import type { Column, Section, Value } from "./section";
import type { ReportSource } from "./source";
import { nameColumn, usageColumns, usageTotal, usageValues } from "./usage-columns";
import { columnName, type Look, mostSheetRows, type Sheet, type SheetCell, sheetName, workbook } from "./workbook";
import { fileTexts } from "./written";

/** Where a sheet's total of a column stands, for the cover to say that all of them agree. */
type Total = { sheet: string; cell: string };

/** The report as a workbook: a summary, a sheet for each section and the lines, as many sheets as they need. Every total is a live sum with its value. */
export async function* reportXlsx(source: ReportSource): AsyncGenerator<Uint8Array> {
  const { report, locale } = source;
  const t = translatorOf(locale, "reports");
  const cover = sheetName(t("cover"));
  yield* workbook(sheetsOf(source, cover), {
    title: t("title", { month: ofMonth(report.month, locale) }),
    at: report.knownAt,
    order: (names) => [cover, ...names.filter((name) => name !== cover)],
  });
}

async function* sheetsOf(source: ReportSource, cover: string): AsyncGenerator<Sheet> {
  const t = translatorOf(source.locale, "reports");
  const totals: Total[] = [];
  for (const section of source.report.sections) {
    yield sectionSheet(source, section);
    const cost = section.columns.findIndex(({ key }) => key === "cost_usd");
    if (section.rows.length && section.name !== "adjustment" && cost >= 0) {
      totals.push({ sheet: sheetName(t(`sections.${section.name}`)), cell: `${columnName(cost)}${section.rows.length + 2}` });
    }
  }
  yield* detailSheets(source, totals);
  yield coverSheet(source, cover, totals);
}

function sectionSheet(source: ReportSource, { name, columns, rows, total }: Section): Sheet {
  const t = translatorOf(source.locale, "reports");
  async function* all() {
    yield [headings(source, columns)];
    yield rows.map((row) => cellsOf(columns, row));
    if (rows.length) yield [totalCells(source, columns, total, (column) => `${column}2:${column}${rows.length + 1}`)];
  }
  return { name: sheetName(t(`sections.${name}`)), ...frame(columns), rows: all() };
}

type Lines = Pick<ReportSource, "locale" | "lines"> & { report: Pick<MonthReport, "groupBy" | "spend"> };

/** The lines; where there are more than a sheet holds, they go on in the next one, and the total at their end sums up all of them. */
export async function* detailSheets(source: Lines, totals: Total[], mostRows = mostSheetRows): AsyncGenerator<Sheet> {
  const { report, lines } = source;
  const t = translatorOf(source.locale, "reports");
  const columns = [...report.groupBy.map(nameColumn), ...usageColumns];
  const batches = lines()[Symbol.asyncIterator]();
  const ranges: string[] = [];
  let pending: (readonly SheetCell[])[] = [];
  let isDone = false;
  for (let number = 1; !isDone; number += 1) {
    const name = sheetName(number === 1 ? t("detail") : t("detailMore", { number }));
    async function* rows() {
      yield [headings(source, columns)];
      let row = 1;
      for (;;) {
        // The last row of a sheet is kept for a total.
        const fits = pending.slice(0, mostRows - 1 - row);
        if (fits.length) yield fits;
        row += fits.length;
        pending = pending.slice(fits.length);
        if (pending.length) break;
        const { value, done } = await batches.next();
        if (done) {
          isDone = true;
          break;
        }
        pending = value.map((line) =>
          cellsOf(columns, [...report.groupBy.map((dimension) => line.dimensions[dimension] ?? null), ...usageValues(line)]),
        );
      }
      if (row > 1) ranges.push(`2:${row} ${name}`);
      if (isDone && ranges.length) {
        const cost = columns.findIndex(({ key }) => key === "cost_usd");
        totals.push({ sheet: name, cell: `${columnName(cost)}${row + 1}` });
        const total = usageTotal(report.groupBy.length, report.spend);
        yield [totalCells(source, columns, total, (column) => ranges.map((range) => rangeIn(column, range, name)).join(","))];
      }
    }
    yield { name, ...frame(columns), rows: rows() };
  }
}

/** `2:100 Detail` of a column, as a formula on another sheet, or the same, names it. */
function rangeIn(column: string, range: string, own: string): string {
  const [, from, to, sheet = ""] = /^(\d+):(\d+) (.*)$/.exec(range) ?? [];
  const cells = `${column}${from}:${column}${to}`;
  return sheet === own ? cells : `'${sheet}'!${cells}`;
}

function coverSheet({ report, locale }: ReportSource, name: string, totals: readonly Total[]): Sheet {
  const t = translatorOf(locale, "reports");
  const rows: SheetCell[][] = [[{ text: t("title", { month: ofMonth(report.month, locale) }), look: "title" }], []];
  let spent = "";
  for (const group of coverOf(report, locale)) {
    rows.push([
      { text: group.title, look: "heading" },
      { text: "", look: "heading" },
      { text: "", look: "heading" },
    ]);
    const first = rows.length + 1;
    for (const fact of group.facts) rows.push([{ text: fact.label }, factCell(fact), fact.note ? { text: fact.note, look: "wrapped" } : null]);
    if (group.name === "total" && report.total !== null) {
      spent = `B${first}`;
      rows.push([
        { text: t("total"), look: "totalText" },
        { formula: `SUM(B${first}:B${rows.length})`, value: dollars(report.total), look: "totalMoney" },
      ]);
    }
    if (group.note) rows.push([{ text: group.note }]);
    rows.push([]);
  }
  if (spent && totals.length) {
    rows.push([
      { text: t("facts.tiesOut"), look: "heading" },
      { text: "", look: "heading" },
      { text: "", look: "heading" },
    ]);
    rows.push([{ text: t("facts.tiesOutNote") }]);
    for (const { sheet, cell } of totals)
      rows.push([{ text: sheet }, { formula: `ROUND('${sheet}'!${cell}-${spent},6)`, value: "0", look: "money" }]);
  }
  async function* all() {
    yield rows;
  }
  return { name, widths: [44, 30, 60], frozen: 1, rows: all() };
}

function factCell({ value }: Fact): SheetCell {
  if ("money" in value) return { number: dollars(value.money), look: "money" };
  if ("count" in value) return { number: String(value.count), look: "count" };
  return { text: value.text, look: "wrapped" };
}

const widthOf: Record<Column["kind"], number> = { text: 26, day: 12, count: 16, money: 14, amount: 14, price: 14, fee: 14, percent: 10 };

function frame(columns: readonly Column[]) {
  return { widths: columns.map(({ kind }) => widthOf[kind]), frozen: 1, filtered: columns.length };
}

function headings({ locale }: Pick<ReportSource, "locale">, columns: readonly Column[]): SheetCell[] {
  const t = translatorOf(locale, "reports");
  return columns.map(({ key }) => ({ text: t(`columns.${key}`), look: "heading" }));
}

const lookOf: Record<Column["kind"], Look> = {
  text: "text",
  day: "day",
  count: "count",
  money: "money",
  amount: "money",
  price: "price",
  fee: "price",
  percent: "text",
};

function cellsOf(columns: readonly Column[], values: readonly Value[]): SheetCell[] {
  return columns.map((column, place) => {
    const [text] = fileTexts(column, values[place] ?? null);
    if (text == null) return null;
    if (column.kind === "day") return { day: text };
    return column.kind === "text" ? { text } : { number: text, look: lookOf[column.kind] };
  });
}

/** Sums that a spreadsheet keeps up to date, with the exact sums as they are; none where nothing is known. */
function totalCells(
  { locale }: Pick<ReportSource, "locale">,
  columns: readonly Column[],
  total: readonly Value[],
  rangeOf: (column: string) => string,
): SheetCell[] {
  const t = translatorOf(locale, "reports");
  return columns.map((column, place) => {
    const look = column.kind === "count" ? "totalCount" : column.kind === "money" || column.kind === "amount" ? "totalMoney" : "totalText";
    const [text] = fileTexts(column, total[place] ?? null);
    if (column.isSummed && text != null) return { formula: `SUM(${rangeOf(columnName(place))})`, value: text, look };
    return { text: place === 0 ? t("sum") : "", look: "totalText" };
  });
}
