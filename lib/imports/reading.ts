import type { Zone } from "@/lib/period";
import type { RejectionCode, UsageRow } from "@/lib/usage/row";
import { FileFailure } from "./failure";
import { type Recognised, recognise, recordReader } from "./format";
import { delimiterOf, type TableRecord, TableSplitter, UnclosedQuote } from "./table";

/** One record of a file: the usage it holds, or why it is refused. */
export type Reading = TableRecord & { result: UsageRow | RejectionCode };

const longestHeader = 64 * 1024;
const firstLine = /^(?:[^"\r\n]|"[^"]*")*[\r\n]/;

type Batch = { recognised: Recognised; readings: Reading[] };

/** Reads a table's text as it comes: its header first, then its records in batches. Throws FileFailure. */
export async function* readTable(text: AsyncIterable<string>, zone: Zone): AsyncGenerator<Batch> {
  let head = "";
  let table: OpenTable | null = null;
  try {
    for await (const piece of text) {
      if (table) {
        yield table.read(table.splitter.push(piece));
        continue;
      }
      head = (head + piece).replace(/^[\r\n]+/, "");
      if (!firstLine.test(head) && head.length <= longestHeader) continue;
      table = new OpenTable(head, zone);
      yield table.read(table.first);
    }
    if (!table) {
      table = new OpenTable(head, zone);
      yield table.read(table.first);
    }
    yield table.read(table.splitter.end());
  } catch (error) {
    if (!(error instanceof UnclosedQuote)) throw error;
    throw new FileFailure(
      "unclosed_quote",
      `The quote opened in line ${error.line} never closes. Close it there, or double it if it belongs to the text.`,
    );
  }
}

/** A table whose header has been read. */
class OpenTable {
  readonly splitter: TableSplitter;
  /** The records that came with the header. */
  readonly first: TableRecord[];
  private readonly recognised: Recognised;
  private readonly readRecord: ReturnType<typeof recordReader>;

  constructor(head: string, zone: Zone) {
    const line = head.split(/[\r\n]/, 1)[0] ?? "";
    if (line.length > longestHeader) throw new FileFailure("header_too_long", "The header line is longer than 64 KiB. Is this a table of usage?");
    const delimiter = delimiterOf(line);
    this.splitter = new TableSplitter(delimiter);
    this.first = this.splitter.push(head);
    if (!this.first.length) this.first = this.splitter.end();
    const header = this.first.shift();
    if (!header) throw new FileFailure("empty_file", "The file holds no header line. Export it again.");
    this.recognised = recognise(header.cells);
    this.readRecord = recordReader(this.recognised, { zone, delimiter });
  }

  read(records: TableRecord[]): Batch {
    return { recognised: this.recognised, readings: records.map((record) => ({ ...record, result: this.readRecord(record.cells) })) };
  }
}
