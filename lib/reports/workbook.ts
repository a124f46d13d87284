import { once } from "node:events";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import yazl from "yazl";
import type { Day, Instant } from "@/lib/period";
import { isoInstant } from "@/lib/period";

/** How a cell looks: its place among the styles below. */
export const looks = ["text", "title", "heading", "count", "money", "price", "day", "totalText", "totalCount", "totalMoney", "wrapped"] as const;
export type Look = (typeof looks)[number];

/** A typed cell: text is never a formula; a number is exact decimal text; a formula comes with the value it has. null: empty. */
export type SheetCell =
  | { text: string; look?: Look }
  | { number: string; look: Look }
  | { day: Day; look?: Look }
  | { formula: string; value: string; look: Look }
  | null;

export type Sheet = {
  /** As its tab says; made unique and fit by `sheetName`. */
  name: string;
  /** Widths in characters. */
  widths: readonly number[];
  /** Rows that stay in view. */
  frozen: number;
  /** Rows as they come, some at a time. */
  rows: AsyncIterable<readonly (readonly SheetCell[])[]>;
  /** How many columns of the first row can be filtered by; none where there is nothing below. */
  filtered?: number;
};

/** More rows than a sheet holds. */
export const mostSheetRows = 1_048_576;

/** A name that a tab can have: 31 characters, none of those that formulas use. */
export function sheetName(text: string): string {
  return text.replaceAll(/[[\]:*?/\\']/g, " ").slice(0, 31);
}

/**
 * An Excel workbook, sheet after sheet in flat memory; `order`: the tabs from the left, where a sheet is written after another that it sums up. The same
 * sheets at the same instant make the same bytes.
 */
export async function* workbook(
  sheets: AsyncIterable<Sheet>,
  { title, at, order }: { title: string; at: Instant; order: (names: readonly string[]) => readonly string[] },
): AsyncGenerator<Uint8Array> {
  yield* zipped(parts(sheets, title, at, order), at);
}

type Part = { name: string; content: AsyncIterable<string> };

async function* parts(
  sheets: AsyncIterable<Sheet>,
  title: string,
  at: Instant,
  order: (names: readonly string[]) => readonly string[],
): AsyncGenerator<Part> {
  const names: string[] = [];
  for await (const sheet of sheets) {
    names.push(sheet.name);
    yield { name: `xl/worksheets/sheet${names.length}.xml`, content: sheetXml(sheet) };
  }
  const one = (name: string, xml: string): Part => ({ name, content: Readable.from([`${declaration}${xml}`]) });
  const tabs = order(names).map(
    (name) => `<sheet name="${escaped(name)}" sheetId="${names.indexOf(name) + 1}" r:id="rId${names.indexOf(name) + 1}"/>`,
  );
  yield one(
    "xl/workbook.xml",
    `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${tabs.join("")}</sheets><calcPr calcId="0" fullCalcOnLoad="1"/></workbook>`,
  );
  yield one("xl/styles.xml", styles);
  const ids = names.map((_, place) => `<Relationship Id="rId${place + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${place + 1}.xml"/>`);
  yield one(
    "xl/_rels/workbook.xml.rels",
    `<Relationships xmlns="${packaged}/relationships">${ids.join("")}<Relationship Id="styles" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
  );
  yield one(
    "docProps/core.xml",
    `<cp:coreProperties xmlns:cp="${packaged}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escaped(title)}</dc:title><dc:creator>Obole</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">${isoInstant(at - (at % 1000))}</dcterms:created></cp:coreProperties>`,
  );
  yield one(
    "_rels/.rels",
    `<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="${packaged}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
  );
  const overrides = names.map((_, place) => `<Override PartName="/xl/worksheets/sheet${place + 1}.xml" ContentType="${spreadsheet}.worksheet+xml"/>`);
  yield one(
    "[Content_Types].xml",
    `<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${spreadsheet}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${spreadsheet}.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>${overrides.join("")}</Types>`,
  );
}

/** A zip of parts, each read to its end before the next is asked for; whoever stops reading stops the writing. */
async function* zipped(entries: AsyncIterable<Part>, at: Instant): AsyncGenerator<Uint8Array> {
  const zip = new yazl.ZipFile();
  const output = zip.outputStream as Readable;
  const utc = new Date(at);
  // A zip holds civil times; these read the same wherever it is written.
  const mtime = new Date(utc.getUTCFullYear(), utc.getUTCMonth(), utc.getUTCDate(), utc.getUTCHours(), utc.getUTCMinutes(), utc.getUTCSeconds());
  let current: Readable | null = null;
  zip.on("error", (error) => output.destroy(error instanceof Error ? error : new Error(String(error))));
  const fill = async () => {
    for await (const { name, content } of entries) {
      if (output.destroyed) return;
      current = Readable.from(content);
      zip.addReadStream(current, name, { mtime, mode: 0o100644, forceDosTimestamp: true });
      await finished(current, { writable: false });
    }
    zip.end();
  };
  const filling = fill().catch((error) => output.destroy(error));
  try {
    for await (const chunk of output) yield chunk as Buffer;
    await filling;
  } finally {
    output.destroy();
    const left = current as Readable | null;
    if (left && !left.destroyed) {
      left.destroy();
      await once(left, "close");
    }
    await filling;
  }
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packaged = "http://schemas.openxmlformats.org/package/2006";
const spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml";

async function* sheetXml({ widths, frozen, rows, filtered = 0 }: Sheet): AsyncGenerator<string> {
  const cols = widths.map((width, place) => `<col min="${place + 1}" max="${place + 1}" width="${width}" customWidth="1"/>`).join("");
  const pane = frozen ? `<pane ySplit="${frozen}" topLeftCell="A${frozen + 1}" activePane="bottomLeft" state="frozen"/>` : "";
  yield `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><cols>${cols}</cols><sheetData>`;
  let row = 0;
  for await (const batch of rows) {
    let xml = "";
    for (const cells of batch) {
      row += 1;
      xml += `<row r="${row}">${cells.map((cell, column) => cellXml(cell, `${columnName(column)}${row}`)).join("")}</row>`;
    }
    yield xml;
  }
  const filter = filtered && row > 1 ? `<autoFilter ref="A1:${columnName(filtered - 1)}${row - 1}"/>` : "";
  yield `</sheetData>${filter}<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>`;
}

/** A, B, … Z, AA: of a column counted from 0. */
export function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter;
}

function cellXml(cell: SheetCell, at: string): string {
  if (cell === null) return "";
  const style = (look: Look) => ` s="${looks.indexOf(look)}"`;
  if ("text" in cell) return `<c r="${at}"${style(cell.look ?? "text")} t="inlineStr"><is><t xml:space="preserve">${escaped(cell.text)}</t></is></c>`;
  if ("number" in cell) return `<c r="${at}"${style(cell.look)}><v>${cell.number}</v></c>`;
  if ("day" in cell) return `<c r="${at}"${style(cell.look ?? "day")}><v>${serialOf(cell.day)}</v></c>`;
  return `<c r="${at}"${style(cell.look)}><f>${escaped(cell.formula)}</f><v>${cell.value}</v></c>`;
}

/** Days since 30 December 1899, as workbooks count them. */
function serialOf(day: Day): number {
  return Math.round((Date.parse(`${day}T00:00Z`) - Date.UTC(1899, 11, 30)) / 86_400_000);
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text in XML; what XML cannot hold is written as workbooks write it, `_x0007_`. */
function escaped(text: string): string {
  return text
    .replaceAll(/\p{Surrogate}/gu, "\ufffd")
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    .replaceAll(/[&<>"]/g, (sign) => entities[sign] ?? sign)
    .replaceAll(unwritable, (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what XML cannot hold
const unwritable = /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g;

const numberFormats = { count: 3, money: 4, price: 164, day: 165 } as const;

function xf(format: number, font: number, border: number, alignment = ""): string {
  return `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="${border}" xfId="0" applyNumberFormat="1" applyFont="1" applyBorder="1"${alignment ? ` applyAlignment="1">${alignment}</xf>` : "/>"}`;
}

/** In the order of `looks`. */
const cellStyles: Record<Look, string> = {
  text: xf(0, 0, 0),
  title: xf(0, 2, 0),
  heading: xf(0, 1, 1, '<alignment vertical="bottom" wrapText="1"/>'),
  count: xf(numberFormats.count, 0, 0),
  money: xf(numberFormats.money, 0, 0),
  price: xf(numberFormats.price, 0, 0),
  day: xf(numberFormats.day, 0, 0, '<alignment horizontal="left"/>'),
  totalText: xf(0, 1, 2),
  totalCount: xf(numberFormats.count, 1, 2),
  totalMoney: xf(numberFormats.money, 1, 2),
  wrapped: xf(0, 0, 0, '<alignment vertical="top" wrapText="1"/>'),
};

const styles = [
  `<styleSheet xmlns="${main}">`,
  '<numFmts count="2"><numFmt numFmtId="164" formatCode="#,##0.00####"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts>',
  '<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="16"/><name val="Calibri"/></font></fonts>',
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>',
  '<borders count="3"><border/><border><left/><right/><top/><bottom style="thin"/></border><border><left/><right/><top style="thin"/><bottom style="double"/></border></borders>',
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
  `<cellXfs count="${looks.length}">${looks.map((look) => cellStyles[look]).join("")}</cellXfs>`,
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>',
  "</styleSheet>",
].join("");
