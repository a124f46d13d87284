/** Writes comma-separated values that a spreadsheet can open without running them. */

/** A cell: text is disarmed when a spreadsheet would take it for a formula; numbers are written as they are. */
export type Cell = { text: string } | { number: string } | null;

const formula = /^[\s]*[=+\-@]|^[\t\r\n]/;

/** One record, ended with CRLF as RFC 4180 asks. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if ("number" in cell) return cell.number;
  const safe = formula.test(cell.text) ? `'${cell.text}` : cell.text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A stream of text as a download. */
export function csvResponse(lines: AsyncIterable<string>, filename: string): Response {
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
    headers: { "content-type": "text/csv; charset=utf-8", "content-disposition": `attachment; filename="${filename.replace(/[^\w.-]/g, "_")}"` },
  });
}
