/** Writes tables that a spreadsheet can open, or take from the clipboard, without running them. */

/** A cell: text is disarmed when a spreadsheet would take it for a formula; numbers are written as they are. */
export type Cell = { text: string } | { number: string } | null;

// Also as full-width characters, which some spreadsheets read like the plain ones.
const formula = /^[\s\0]*[=+\-@＝＋－＠；]|^[\t\r\n\0]/;

/** How a file separates its cells and writes its decimals. */
export type CsvStyle = { separator: "," | ";"; decimalMark: "." | "," };

export const standardCsv: CsvStyle = { separator: ",", decimalMark: "." };

/** As spreadsheets expect it where the comma is the decimal mark; such a file begins with `byteOrderMark`. */
export const europeanCsv: CsvStyle = { separator: ";", decimalMark: "," };

/** Tells a spreadsheet that the file is UTF-8. */
export const byteOrderMark = "\ufeff";

/** One record, ended with CRLF as RFC 4180 asks. */
export function csvLine(cells: readonly Cell[], style: CsvStyle = standardCsv): string {
  return `${cells.map((cell) => csvCell(cell, style)).join(style.separator)}\r\n`;
}

/** One line to paste: cells apart by tabs, which no text of ours holds. */
export function tsvLine(cells: readonly Cell[]): string {
  const one = (text: string) => (text.startsWith('"') ? quoted(text) : text);
  return `${cells.map((cell) => one(bare(cell).replaceAll(/[\t\r\n]+/g, " "))).join("\t")}\n`;
}

function csvCell(cell: Cell, { separator, decimalMark }: CsvStyle): string {
  const text = cell && "number" in cell ? cell.number.replace(".", decimalMark) : bare(cell);
  return text.includes(separator) || /["\r\n]/.test(text) ? quoted(text) : text;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function bare(cell: Cell): string {
  if (cell === null) return "";
  if ("number" in cell) return cell.number;
  return formula.test(cell.text) ? `'${cell.text}` : cell.text;
}

/** A stream of text as a download. */
export function csvResponse(lines: AsyncIterable<string>, filename: string, type: "text/csv" | "text/tab-separated-values" = "text/csv"): Response {
  const encoder = new TextEncoder();
  const iterator = lines[Symbol.asyncIterator]();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
  return new Response(body, {
    headers: { "content-type": `${type}; charset=utf-8`, "content-disposition": `attachment; filename="${filename.replace(/[^\w.-]/g, "_")}"` },
  });
}
