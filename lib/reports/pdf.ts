import PDFDocument from "pdfkit";
import { Refusal } from "@/lib/errors";
import * as format from "@/lib/i18n/format";
import { translatorOf } from "@/lib/i18n/translator";
import { dollars } from "@/lib/money";
import { daysOfMonth } from "@/lib/period";
import { coverOf, type Fact } from "./cover";
import type { Column, ColumnKey, Section, Value } from "./section";
import type { ReportSource } from "./source";
import { type Type, Typesetter } from "./typesetter";
import { nameColumn, usageColumns, usageTotal, usageValues } from "./usage-columns";

const page = { width: 841.89, height: 595.28, margin: 42 };
const bottom = page.height - 48;
const inner = page.width - 2 * page.margin;
const [ink, quiet, rule, accent] = ["#12211e", "#5b6865", "#c9d1cf", "#0f766e"];

/** More lines than anybody prints; other files have all. */
const mostLines = 20_000;

/** The report to print and to sign: a cover with the days, what it rests on, and its tables. Marked for screen readers. Throws `too_many_rows`. */
export async function* reportPdf(source: ReportSource): AsyncGenerator<Uint8Array> {
  const options = {
    ...{ size: "A4", layout: "landscape", margin: page.margin, bufferPages: true, autoFirstPage: false },
    ...{ tagged: true, pdfVersion: "1.7", subset: "PDF/UA", lang: source.locale, displayTitle: true },
    info: {
      Title: titleOf(source),
      Author: source.report.workspace.name,
      Creator: "Obole",
      Producer: "Obole",
      CreationDate: new Date(source.report.knownAt),
    },
  } as const;
  // The library's types do not know yet of PDF/UA.
  const document = new PDFDocument(options as unknown as PDFKit.PDFDocumentOptions);
  await new Paper(document, source).write();
  document.end();
  for await (const part of document) yield part as Buffer;
}

function titleOf({ report, locale }: ReportSource): string {
  return translatorOf(locale, "reports")("title", { month: format.ofMonth(report.month, locale) });
}

type Cell = { text: string; isNumber: boolean };
type PrintedColumn = { title: string; width: number; isNumber: boolean };

type Described = { scope?: "Row" | "Column"; alt?: string; bbox?: [number, number, number, number] };

class Paper {
  private readonly type: Typesetter;
  private readonly t;
  private readonly root: PDFKit.PDFStructureElement;
  private y = page.margin;

  constructor(
    private readonly document: PDFKit.PDFDocument,
    private readonly source: ReportSource,
  ) {
    this.type = new Typesetter(document);
    this.t = translatorOf(source.locale, "reports");
    this.root = document.struct("Document");
    document.addStructure(this.root);
  }

  async write(): Promise<void> {
    const { report, locale } = this.source;
    this.cover();
    this.facts();
    this.newPage();
    for (const section of report.sections) await this.section(section);
    if (report.isGroupingAsked && report.groupBy.length) await this.detail();
    this.root.end();
    this.pageNumbers(locale);
  }

  /** The title, the total and what it is the sum of, and the month day by day. */
  private cover(): void {
    const { report, locale } = this.source;
    this.newPage();
    this.heading("H1", titleOf(this.source), 26);
    const status = report.number === null ? this.t("openNote") : this.t("number", { number: report.number });
    this.line(`${report.workspace.name} · ${status}`, { size: 10, color: quiet });
    this.y += 26;
    this.line(this.t("total"), { size: 9, color: quiet });
    this.line(report.total === null ? "—" : format.money(report.total, locale), { size: 34, weight: 600 });
    this.y += 4;
    const groups = coverOf(report, locale);
    const total = groups.find(({ name }) => name === "total");
    if (total) this.factTable(total.facts, page.margin, 320);
    this.y += 18;
    this.chart();
  }

  /** What it rests on, in two columns. */
  private facts(): void {
    const { report, locale } = this.source;
    this.newPage();
    this.heading("H2", this.t("restsOn"), 16);
    this.y += 6;
    const start = this.y;
    const width = (inner - 36) / 2;
    const groups = coverOf(report, locale).filter(({ name }) => name !== "total");
    let column = 0;
    for (const { title, facts, note } of groups) {
      const height = facts.reduce((sum, fact) => sum + this.factHeight(fact, width), 34 + (note ? 14 : 0));
      if (this.y + height > bottom && this.y > start) {
        if (column === 1) this.newPage();
        column = column === 0 ? 1 : 0;
        this.y = column === 1 ? start : page.margin;
      }
      const x = page.margin + column * (width + 36);
      this.heading("H3", title, 10, x);
      this.factTable(facts, x, width);
      if (note) {
        for (const text of this.type.lines(note, width, { size: 7.5 })) this.line(text, { size: 7.5, color: quiet }, x);
      }
      this.y += 14;
    }
  }

  private factText({ value }: Fact): string {
    const { locale } = this.source;
    if ("money" in value) return format.money(value.money, locale);
    return "count" in value ? format.count(value.count, locale) : value.text;
  }

  private factLines(fact: Fact, width: number): { label: string[]; value: string[]; note: string[] } {
    const half = width * 0.42;
    return {
      label: this.type.lines(fact.label, half - 8),
      value: this.type.lines(this.factText(fact), width - half),
      note: fact.note ? this.type.lines(fact.note, width - half, { size: 7 }) : [],
    };
  }

  private factHeight(fact: Fact, width: number): number {
    const { label, value, note } = this.factLines(fact, width);
    return Math.max(label.length * 11, value.length * 11 + note.length * 9) + 6;
  }

  private factTable(facts: readonly Fact[], x: number, width: number): void {
    const { document, type } = this;
    const table = document.struct("Table");
    this.root.add(table);
    for (const fact of facts) {
      const { label, value, note } = this.factLines(fact, width);
      const y = this.y + 3;
      const height = this.factHeight(fact, width);
      const row = document.struct("TR");
      table.add(row);
      row.add(
        this.element("TH", { scope: "Row" }, () => {
          for (const [place, text] of label.entries()) type.draw(text, x, y + place * 11, { color: quiet });
        }),
      );
      row.add(
        this.element("TD", {}, () => {
          for (const [place, text] of value.entries()) type.draw(text, x, y + place * 11, { right: x + width });
          for (const [place, text] of note.entries())
            type.draw(text, x, y + value.length * 11 + place * 9, { size: 7, color: quiet, right: x + width });
        }),
      );
      row.end();
      this.artifact(() => this.stroke(x, this.y + height, x + width, rule, 0.5));
      this.y += height;
    }
    table.end();
  }

  /** A bar for each day that was used; the table of days says the same. */
  private chart(): void {
    const { report, locale } = this.source;
    const days = report.sections.find(({ name }) => name === "day");
    const cost = days?.columns.findIndex(({ key }) => key === "cost_usd") ?? -1;
    const costs = new Map(days?.rows.map((row) => [row[0], row[cost] as bigint | null]));
    const highest = [...costs.values()].reduce<bigint>((most, amount) => (amount !== null && amount > most ? amount : most), 0n);
    if (highest === 0n) return;
    const all = daysOfMonth(report.month);
    const [left, top] = [page.margin + 64, this.y + 30];
    const base = Math.min(bottom - 18, top + 220);
    const step = (page.width - page.margin - left) / all.length;
    const [dearest] = [...costs].find(([, amount]) => amount === highest) ?? [];
    const alt = this.t("chart", { days: costs.size, amount: format.money(highest, locale), day: format.day(String(dearest), locale) });
    this.heading("H2", this.t("sections.day"), 11);
    const figure = this.element("Figure", { alt, bbox: [page.margin, top, page.width - page.margin, bottom] }, () => {
      this.stroke(left, top, page.width - page.margin, rule, 0.5);
      this.stroke(left, base, page.width - page.margin, ink, 0.75);
      this.type.draw(format.money(highest, locale), 0, top - 4, { size: 7, color: quiet, right: left - 6 });
      this.type.draw(format.money(0n, locale), 0, base - 5, { size: 7, color: quiet, right: left - 6 });
      for (const [place, day] of all.entries()) {
        const amount = costs.get(day);
        // Pixels are numbers; no figure is.
        const height = amount == null ? 0 : (Number((10_000n * amount) / highest) / 10_000) * (base - top);
        if (height > 0) this.document.rect(left + place * step + step * 0.15, base - height, step * 0.7, height).fill(accent);
        if (place % 7 === 0 || place === all.length - 1)
          this.type.draw(String(place + 1), left + place * step + step * 0.3, base + 5, { size: 7, color: quiet });
      }
    });
    this.root.add(figure);
    figure.end();
  }

  private async section({ name, columns, rows, total }: Section): Promise<void> {
    const names = columns.filter(({ kind }) => kind === "text" || kind === "day").filter(({ key }) => !inFilesOnly.includes(key));
    async function* all() {
      yield rows;
    }
    await this.table(this.t(`sections.${name}`), names, columns, all(), total);
    if (name !== "model") return;
    const hasFees = rows.some((row) => columns.some(({ kind }, place) => kind === "fee" && row[place]));
    const prices = columns.filter(({ kind }) => kind === "price" || (kind === "fee" && hasFees));
    const priced = rows.filter((row) => columns.some(({ kind }, place) => kind === "price" && row[place] != null));
    async function* withPrices() {
      yield priced;
    }
    if (priced.length) await this.table(this.t("unitPrices"), names, [...columns], withPrices(), null, prices);
  }

  private async detail(): Promise<void> {
    const { report, lines } = this.source;
    const names = report.groupBy.map(nameColumn);
    async function* values() {
      for await (const batch of lines())
        yield batch.map((line) => [...report.groupBy.map((by) => line.dimensions[by] ?? null), ...usageValues(line)]);
    }
    const title = this.t("detailBy", { names: names.map(({ key }) => this.t(`columns.${key}`)).join(", ") });
    await this.table(title, names, [...names, ...usageColumns], values(), usageTotal(names.length, report.spend));
  }

  /** A table that goes on over pages, its headings on each of them. */
  private async table(
    title: string,
    names: readonly Column[],
    columns: readonly Column[],
    batches: AsyncIterable<readonly (readonly Value[])[]>,
    total: readonly Value[] | null,
    figures: readonly Column[] = figuresBeside(names, columns),
  ): Promise<void> {
    const shown = [...names, ...figures];
    const places = shown.map((column) => columns.indexOf(column));
    const printed = this.printed(names, figures);
    if (this.y > page.height - 180) this.newPage();
    else if (this.y > page.margin) this.y += 20;
    this.heading("H2", title, 13);
    const table = this.document.struct("Table");
    this.root.add(table);
    this.headings(printed, table);
    let count = 0;
    for await (const batch of batches) {
      for (const row of batch) {
        count += 1;
        if (count > mostLines) {
          throw new Refusal(
            "too_many_rows",
            `a PDF has ${mostLines} lines at most; group by less, or ask for the CSV or the workbook, which have them all`,
          );
        }
        this.row(
          table,
          printed,
          shown.map((column, at) => this.cell(column, row[places[at] ?? -1] ?? null)),
        );
      }
    }
    if (!count)
      this.row(
        table,
        printed,
        shown.map((_, at) => ({ text: at === 0 ? this.t("noUsage") : "", isNumber: false })),
      );
    if (total && count) {
      const sums = shown.map((column, at) =>
        at === 0 ? { text: this.t("sum"), isNumber: false } : this.sum(column, total[places[at] ?? -1] ?? null),
      );
      this.row(table, printed, sums, { weight: 600 });
    }
    table.end();
    if (total && count) this.line(this.t("rounded"), { size: 7, color: quiet });
  }

  private printed(names: readonly Column[], figures: readonly Column[]): PrintedColumn[] {
    const width = (column: Column) => (column.kind === "money" ? 78 : column.key === "requests" || column.kind === "fee" ? 58 : 74);
    const left = inner - figures.reduce((sum, column) => sum + width(column), 0);
    const wide = (column: Column) => (column.key === "sha256" ? 2 : 1);
    const shares = names.reduce((sum, column) => sum + wide(column), 0);
    const title = (column: Column) => this.t(`columns.${column.key}`);
    return [
      ...names.map((column) => ({ title: title(column), width: (left * wide(column)) / shares, isNumber: false })),
      ...figures.map((column) => ({ title: title(column), width: width(column), isNumber: true })),
    ];
  }

  private cell({ kind, key }: Column, value: Value): Cell {
    const { locale } = this.source;
    const isNumber = kind !== "text" && kind !== "day";
    if (value === null) return { text: kind === "text" && key !== "sha256" ? this.nobody(key) : "—", isNumber };
    if (typeof value === "string") return { text: kind === "day" ? format.day(value, locale) : value, isNumber };
    if (kind === "amount") return { text: format.exact(decimalMoney(value), locale), isNumber };
    if (kind === "price") return { text: format.unitPrice(value, locale), isNumber };
    return { text: kind === "count" ? format.count(value, locale) : format.money(value, locale), isNumber };
  }

  /** What is said where a name is missing. */
  private nobody(key: ColumnKey): string {
    if (key === "cost_centre") return translatorOf(this.source.locale, "chargeback")("unallocated");
    return financeKeys.includes(key) ? "—" : this.t("unattributed");
  }

  private sum(column: Column, value: Value): Cell {
    return column.isSummed ? this.cell(column, value) : { text: "", isNumber: true };
  }

  private headings(columns: readonly PrintedColumn[], table: PDFKit.PDFStructureElement | null): void {
    const type: Type = { size: 7, color: quiet };
    const lines = columns.map(({ title, width }) => this.type.lines(title, width - 8, type));
    const height = Math.max(...lines.map(({ length }) => length)) * 9 + 6;
    const row = table && this.document.struct("TR");
    if (row) table.add(row);
    let x = page.margin;
    for (const [place, column] of columns.entries()) {
      const at = x;
      const draw = () => this.texts(lines[place] ?? [], at, height - (lines[place]?.length ?? 0) * 9 - 3, column, 9, type);
      if (row) row.add(this.element("TH", { scope: "Column" }, draw));
      else this.artifact(draw);
      x += column.width;
    }
    row?.end();
    this.y += height;
    this.artifact(() => this.stroke(page.margin, this.y, page.width - page.margin, ink, 0.75));
  }

  private row(table: PDFKit.PDFStructureElement, columns: readonly PrintedColumn[], cells: readonly Cell[], type: Type = {}): void {
    const lines = cells.map(({ text, isNumber }, place) => (isNumber ? [text] : this.type.lines(text, (columns[place]?.width ?? 0) - 8, type)));
    const height = Math.max(...lines.map(({ length }) => length)) * 10 + 6;
    // Below a row there is room for one more, so that no total stands alone on a page.
    if (this.y + height + (type.weight ? 0 : 24) > bottom) {
      this.newPage();
      this.headings(columns, null);
    }
    const row = this.document.struct("TR");
    table.add(row);
    let x = page.margin;
    for (const [place, column] of columns.entries()) {
      const at = x;
      row.add(this.element("TD", {}, () => this.texts(lines[place] ?? [], at, 3, column, 10, type)));
      x += column.width;
    }
    row.end();
    this.y += height;
    this.artifact(() => this.stroke(page.margin, this.y, page.width - page.margin, type.weight ? ink : rule, type.weight ? 0.75 : 0.4));
  }

  private texts(lines: readonly string[], x: number, down: number, { width, isNumber }: PrintedColumn, leading: number, type: Type): void {
    for (const [place, text] of lines.entries())
      this.type.draw(text, x, this.y + down + place * leading, { ...type, ...(isNumber && { right: x + width }) });
  }

  private heading(tag: "H1" | "H2" | "H3", text: string, size: number, x = page.margin): void {
    this.root.add(this.element(tag, {}, () => this.type.draw(text, x, this.y, { weight: 600, size })));
    this.y += size * 1.5;
  }

  private line(text: string, type: Type, x = page.margin): void {
    this.root.add(this.element("P", {}, () => this.type.draw(text, x, this.y + 2, type)));
    this.y += (type.size ?? 8) * 1.35 + 2;
  }

  /** What is drawn with what it is. The library's types do not know yet of the scope of a heading and the box of a figure. */
  private element(tag: string, options: Described, draw: () => void): PDFKit.PDFStructureElement {
    return this.document.struct(tag, options, draw);
  }

  private stroke(x: number, y: number, to: number, color: string, width: number): void {
    this.document.moveTo(x, y).lineTo(to, y).lineWidth(width).strokeColor(color).stroke();
  }

  /** What is no content: rules, and what pages repeat. */
  private artifact(draw: () => void): void {
    this.document.markContent("Artifact", { type: "Layout" });
    draw();
    this.document.endMarkedContent();
  }

  private newPage(): void {
    this.document.addPage();
    this.y = page.margin;
  }

  private pageNumbers(locale: ReportSource["locale"]): void {
    const { report } = this.source;
    const { count } = this.document.bufferedPageRange();
    const about = `${titleOf(this.source)} · ${report.workspace.name} · ${report.number === null ? this.t("open") : this.t("number", { number: report.number })} · ${this.t("facts.knownAt")} ${format.moment(report.knownAt, report.timezone, locale)}, ${report.timezone}`;
    for (let place = 0; place < count; place += 1) {
      this.document.switchToPage(place);
      // Below the margin, where a text would start a new page.
      this.document.page.margins.bottom = 0;
      this.artifact(() => {
        this.type.draw(about, page.margin, page.height - 30, { size: 7, color: quiet });
        this.type.draw(this.t("page", { page: place + 1, count }), 0, page.height - 30, { size: 7, color: quiet, right: page.width - page.margin });
      });
    }
  }
}

/** As much of the usage as fits beside the names: class by class beside one or two, all tokens together beside more. */
function figuresBeside(names: readonly Column[], columns: readonly Column[]): Column[] {
  if (columns.some(({ kind }) => kind === "amount")) return columns.filter(({ kind }) => kind === "money" || kind === "amount");
  const few = ["requests", "unpriced_tokens", "cost_usd"];
  const classes = columns.filter(({ key, kind, isSummed }) => kind === "count" && isSummed && key.endsWith("_tokens") && key !== "unpriced_tokens");
  const shown = [...few, ...(names.length <= 2 ? classes.map(({ key }) => key as string) : ["input_tokens", "output_tokens"])];
  const picked = columns.filter(({ key }) => shown.includes(key));
  return [...picked.filter(({ key }) => key !== "cost_usd"), ...picked.filter(({ key }) => key === "cost_usd")];
}

/** What a line of paper has no room for. */
const inFilesOnly: readonly ColumnKey[] = ["import_id", "charge_id", "provider_charged", "rate_source"];
const financeKeys: readonly ColumnKey[] = ["line", "item", "charge_kind", "charged_team", "charged_centre", "currency", "rate"];

/** An amount with two decimals at least. */
function decimalMoney(value: bigint): string {
  const [whole = "0", fraction = ""] = dollars(value).split(".");
  return `${whole}.${fraction.padEnd(2, "0")}`;
}
