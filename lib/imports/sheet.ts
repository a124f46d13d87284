import sax from "sax";
import { decoded } from "./decode";
import { FileFailure, longestRecord, recordTooLong } from "./failure";
import { isDateFormat, serialDate, spelledNumber } from "./sheet-value";
import type { TableRecord } from "./table";
import type { Zip } from "./zip";

/** As many columns as spreadsheets have. */
const mostColumns = 16_384;
/** Texts of a workbook stand apart and are kept while its sheet is read: so many characters at most, with what each text costs besides. */
const mostSharedText = 64 << 20;
const textCost = 32;
const deepestTag = 64;

type Tag = { name: string; attributes: Record<string, string> };
type Book = { sheet: string; texts: string[]; dates: boolean[]; epoch: 1900 | 1904 };

/** The records of a workbook's only sheet; dates come as ISO 8601, and empty cells are filled up to the header's. Throws FileFailure. */
export async function* sheetRecords(zip: Zip): AsyncGenerator<TableRecord[]> {
  const book = await bookOf(zip);
  const rows = new Rows(book);
  for await (const _ of parsed(zip, book.sheet, rows)) {
    const records = rows.take();
    if (records.length) yield records;
  }
  if (rows.isEmpty) throw new FileFailure("empty_file", "The sheet is empty. Its first row must be a header.");
}

async function bookOf(zip: Zip): Promise<Book> {
  const sheets: string[] = [];
  const targets = new Map<string, string>();
  let epoch: Book["epoch"] = 1900;
  await whole(zip, "xl/workbook.xml", {
    opened: ({ name, attributes }) => {
      if (name === "sheet") sheets.push(attributes.id ?? "");
      if (name === "workbookPr" && /^(?:1|true)$/.test(attributes.date1904 ?? "")) epoch = 1904;
    },
  });
  if (sheets.length !== 1) {
    throw new FileFailure(
      "several_sheets",
      `The workbook has ${sheets.length} sheets. Keep the one with usage, its first row a header, or save it as CSV.`,
      { kind: "sheets", value: String(sheets.length) },
    );
  }
  await whole(zip, "xl/_rels/workbook.xml.rels", {
    opened: ({ name, attributes }) => name === "Relationship" && targets.set(attributes.Id ?? "", attributes.Target ?? ""),
  });
  const target = targets.get(sheets[0] ?? "");
  if (!target) throw damaged("names a sheet that it does not hold");
  const sheet = target.startsWith("/") ? target.slice(1) : `xl/${target}`;
  return { sheet, texts: await sharedTexts(zip), dates: await dateStyles(zip), epoch };
}

async function sharedTexts(zip: Zip): Promise<string[]> {
  const texts: string[] = [];
  let text = "";
  let size = 0;
  let isPhonetic = false;
  const grown = (by: number) => {
    size += by;
    if (size > mostSharedText)
      throw new FileFailure("too_large", "The workbook holds more text than fits in memory. Save its sheet as CSV: that is read while it comes.");
  };
  await whole(zip, "xl/sharedStrings.xml", {
    opened: ({ name }) => {
      if (name === "si") text = "";
      if (name === "rPh") isPhonetic = true;
    },
    text: (piece, within) => {
      if (within !== "t" || isPhonetic) return;
      grown(piece.length);
      text += piece;
    },
    closed: (name) => {
      if (name === "rPh") isPhonetic = false;
      if (name !== "si") return;
      grown(textCost);
      texts.push(text);
    },
  });
  return texts;
}

/** Of each cell style: whether it shows a number as a date. */
async function dateStyles(zip: Zip): Promise<boolean[]> {
  const own = new Map<string, boolean>();
  const dates: boolean[] = [];
  let isCellStyle = false;
  await whole(zip, "xl/styles.xml", {
    opened: ({ name, attributes }) => {
      if (name === "numFmt") own.set(attributes.numFmtId ?? "", isDateFormat(attributes.formatCode ?? ""));
      if (name === "cellXfs") isCellStyle = true;
      if (name !== "xf" || !isCellStyle) return;
      const id = attributes.numFmtId ?? "";
      dates.push(own.get(id) ?? isDateFormat(Number(id)));
    },
    closed: (name) => {
      if (name === "cellXfs") isCellStyle = false;
    },
  });
  return dates;
}

type Handler = { opened?: (tag: Tag) => unknown; text?: (text: string, within: string) => void; closed?: (name: string) => void };

/** Reads a part of the workbook to its end; one that is not there is empty. */
async function whole(zip: Zip, name: string, handler: Handler): Promise<void> {
  if (zip.entries.some((entry) => entry.name === name)) for await (const _ of parsed(zip, name, handler));
}

/** Reads a part of the workbook piece by piece, telling a handler of its tags by their local names. */
async function* parsed(zip: Zip, name: string, handler: Handler): AsyncGenerator<void> {
  const entry = zip.entries.find((each) => each.name === name);
  if (!entry) throw damaged(`lacks ${name}`);
  const parser = sax.parser(true, {});
  const open: string[] = [];
  parser.ondoctype = () => {
    throw damaged(`holds a document type in ${name}, which no spreadsheet writes`);
  };
  parser.onopentag = (tag) => {
    const local = localName(tag.name);
    if (open.push(local) > deepestTag) throw damaged(`is nested too deeply in ${name}`);
    const attributes = Object.fromEntries(Object.entries(tag.attributes).map(([key, value]) => [localName(key), String(value)]));
    handler.opened?.({ name: local, attributes });
  };
  parser.ontext = (text) => handler.text?.(text, open.at(-1) ?? "");
  parser.oncdata = (text) => handler.text?.(text, open.at(-1) ?? "");
  parser.onclosetag = () => handler.closed?.(open.pop() ?? "");
  parser.onerror = () => {
    throw damaged(`is damaged in ${name}`);
  };
  for await (const text of decoded(zip.read(entry))) {
    parser.write(text);
    yield;
  }
  parser.close();
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function damaged(how: string): FileFailure {
  return new FileFailure("damaged_workbook", `The workbook ${how}. Save it again, or as CSV.`);
}

/** Collects the rows of a sheet. */
class Rows implements Handler {
  isEmpty = true;
  private records: TableRecord[] = [];
  private width = 0;
  private line = 0;
  private cells: string[] = [];
  private size = 0;
  private cell = { column: 0, type: "", style: 0, text: "" };

  constructor(private readonly book: Book) {}

  take(): TableRecord[] {
    const { records } = this;
    this.records = [];
    return records;
  }

  opened({ name, attributes }: Tag): void {
    if (name === "row") {
      this.line = Number(attributes.r) || this.line + 1;
      this.cells = [];
      this.size = 0;
    }
    if (name === "c") this.cell = { column: this.columnOf(attributes.r), type: attributes.t ?? "n", style: Number(attributes.s ?? 0), text: "" };
  }

  text(piece: string, within: string): void {
    if (within !== "v" && within !== "t") return;
    this.cell.text += piece;
    this.grow(piece.length);
  }

  closed(name: string): void {
    if (name === "c") {
      while (this.cells.length < this.cell.column) this.cells.push("");
      const value = this.valueOf();
      this.grow(value.length);
      this.cells.push(value);
    }
    if (name === "row" && this.cells.some((cell) => cell !== "")) this.keep();
  }

  private keep(): void {
    if (this.isEmpty) this.width = this.cells.findLastIndex((cell) => cell !== "") + 1;
    this.isEmpty = false;
    while (this.cells.length < this.width) this.cells.push("");
    this.records.push({ cells: this.cells, line: this.line });
  }

  private grow(by: number): void {
    this.size += by;
    if (this.size > longestRecord) throw recordTooLong("row", this.line);
  }

  /** `C5` is the third column; a cell without a place stands beside the one before. */
  private columnOf(place: string | undefined): number {
    const letters = /^[A-Z]{1,3}/.exec(place ?? "")?.[0];
    const column = letters ? [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1 : this.cells.length;
    if (column >= mostColumns || column < this.cells.length) throw damaged(`has a cell out of its place in row ${this.line}`);
    return column;
  }

  private valueOf(): string {
    const { type, style, text } = this.cell;
    if (type === "s") return this.book.texts[Number(text)] ?? "";
    if (type === "b") return text === "1" ? "True" : "False";
    if (type !== "n") return text;
    return this.book.dates[style] && text !== "" ? serialDate(text, this.book.epoch) : spelledNumber(text);
  }
}
