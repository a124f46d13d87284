import { FileFailure } from "./failure";
import { delimiterOf, type TableRecord, TableSplitter, UnclosedQuote } from "./table";

const longestHeader = 64 * 1024;
const firstLine = /^(?:[^"\r\n]|"[^"]*")*[\r\n]/;
/** How a spreadsheet names the separator, in a line of its own before the header. */
const namedDelimiter = /^"?sep=([^"\r\n])"?[,;\t|]*(?:\r\n?|\n)/i;

/** The records of a table and what separates their cells; the first is the header. */
export type TableRecords = { delimiter: string; records: AsyncIterable<TableRecord[]> };

/** Splits a table's text as it comes: its separator shows in its first line, or is named before it. Throws FileFailure. */
export async function tableRecords(text: AsyncIterable<string>): Promise<TableRecords> {
  const pieces = text[Symbol.asyncIterator]();
  let head = "";
  let named: string | undefined;
  for (;;) {
    const naming = named === undefined ? namedDelimiter.exec(head) : null;
    if (naming) {
      named = naming[1];
      head = head.slice(naming[0].length);
    }
    if (firstLine.test(head) || head.length > longestHeader) break;
    const { value, done } = await pieces.next();
    if (done) break;
    head = (head + value).replace(/^[\r\n]+/, "");
  }
  const line = head.split(/[\r\n]/, 1)[0] ?? "";
  if (line.length > longestHeader) throw new FileFailure("header_too_long", "The header line is longer than 64 KiB. Is this a table of usage?");
  const delimiter = named ?? delimiterOf(line);
  return { delimiter, records: split(new TableSplitter(delimiter, named === undefined ? 1 : 2), head, pieces) };
}

async function* split(splitter: TableSplitter, head: string, pieces: AsyncIterator<string>): AsyncGenerator<TableRecord[]> {
  try {
    yield splitter.push(head);
    for (;;) {
      const { value, done } = await pieces.next();
      if (done) break;
      yield splitter.push(value);
    }
    yield splitter.end();
  } catch (error) {
    if (!(error instanceof UnclosedQuote)) throw error;
    throw new FileFailure(
      "unclosed_quote",
      `The quote opened in line ${error.line} never closes. Close it there, or double it if it belongs to the text.`,
      { kind: "line", value: String(error.line) },
    );
  } finally {
    await pieces.return?.();
  }
}
