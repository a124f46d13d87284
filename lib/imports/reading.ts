import type { Month, Zone } from "@/lib/period";
import type { Content } from "./container";
import { FileFailure } from "./failure";
import { companionReader, type FormatChoice, jsonFormatsFor, jsonKeys, type Recognised, recognise, recordReader } from "./format";
import type { TableHead } from "./guess";
import { JsonReading } from "./json-reading";
import { type JsonLayout, jsonElements, jsonLines, layoutOf, showsLayout } from "./json-text";
import type { Mapping } from "./mapping";
import { companionPlace, type Reading } from "./outcome";
import type { TableRecord } from "./table";
import { type TableRecords, tableRecords } from "./table-text";

/** What a file was recognised as. */
export type Layout = { format: string; header: readonly string[]; unknown: readonly string[] };

export type Batch = { layout: Layout; readings: Reading[] };

export type ReadingOptions = { zone: Zone; month?: Month | null; format?: FormatChoice; mapping?: Mapping | null };

/** Reads a file's records as they come, in batches. Throws FileFailure. */
export async function* readContent(content: Content, options: ReadingOptions): AsyncGenerator<Batch> {
  if (content.kind === "sheet") return yield* readTable({ delimiter: ",", records: content.records }, options);
  if (content.kind === "pair") return yield* readTable(await tableRecords(content.text), options, await tableRecords(content.companion));
  const { head, text } = await headed(content.text);
  const layout = options.mapping ? null : layoutOf(head, jsonKeys);
  if (layout) yield* readJson(text, layout, options);
  else yield* readTable(await tableRecords(text), options);
}

/** The first records of a table as they stand, the header before them; null for JSON. Throws FileFailure. */
export async function tableHead(content: Content, most: number): Promise<TableHead | null> {
  const table = await tableOf(content);
  if (!table) return null;
  const rows: string[][] = [];
  for await (const records of table.records) {
    rows.push(...records.map(({ cells }) => cells));
    if (rows.length > most) break;
  }
  const [header, ...rest] = rows;
  return header ? { header: header.map((cell) => cell.trim()), rows: rest.slice(0, most) } : null;
}

async function tableOf(content: Content): Promise<Pick<TableRecords, "records"> | null> {
  if (content.kind === "sheet") return { records: content.records };
  const { head, text } = await headed(content.text);
  return layoutOf(head, jsonKeys) ? null : tableRecords(text);
}

async function* readJson(
  text: AsyncIterable<string>,
  layout: JsonLayout,
  { zone, month = null, format = "auto" }: ReadingOptions,
): AsyncGenerator<Batch> {
  const isDocument = layout.kind !== "lines";
  const reading = new JsonReading({ zone, month, formats: jsonFormatsFor(format), isDocument });
  const batch = (readings: Reading[]): Batch => ({ layout: { format: reading.format?.id ?? "", header: ["record"], unknown: [] }, readings });
  for await (const units of layout.kind === "lines" ? jsonLines(text) : jsonElements(text, layout)) {
    const readings = reading.read(units);
    if (reading.format) yield batch(readings);
  }
  yield batch(reading.end());
}

async function* readTable({ delimiter, records }: TableRecords, options: ReadingOptions, companion?: TableRecords): AsyncGenerator<Batch> {
  let table: OpenTable | null = null;
  for await (const found of records) {
    if (table) {
      if (found.length) yield table.batch(found);
      continue;
    }
    // Spreadsheets begin with rows of empty cells.
    const start = found.findIndex(({ cells }) => cells.some((cell) => cell.trim() !== ""));
    const [header, ...rest] = start < 0 ? [] : found.slice(start);
    if (!header) continue;
    table = new OpenTable(header, delimiter, options);
    yield table.batch(rest);
  }
  if (!table) throw new FileFailure("empty_file", "The file holds no header line. Export it again.");
  if (companion) yield* table.companionBatches(companion);
  yield table.end();
}

/** A table whose header has been read. */
class OpenTable {
  private readonly recognised: Recognised;
  private readonly layout: Layout;
  private readonly reader: ReturnType<typeof recordReader>;

  constructor({ cells }: TableRecord, delimiter: string, { zone, month = null, format = "auto", mapping = null }: ReadingOptions) {
    this.recognised = recognise(cells, { format, mapping });
    this.layout = { format: this.recognised.format.id, header: this.recognised.header, unknown: this.recognised.unknown };
    this.reader = recordReader(this.recognised, { zone, delimiter, month });
  }

  batch(records: readonly TableRecord[]): Batch {
    const readings: Reading[] = [];
    for (const { cells, line } of records) {
      const outcome = this.reader.read(cells, line);
      if (outcome !== null) readings.push({ line, place: line, outcome, cells });
    }
    return { layout: this.layout, readings };
  }

  /** What the companion table adds is in the rows that have waited; what of it cannot be read is refused, after all of this table. */
  async *companionBatches({ records }: TableRecords): AsyncGenerator<Batch> {
    let read: ReturnType<typeof companionReader> | null = null;
    for await (const found of records) {
      const readings: Reading[] = [];
      for (const { cells, line } of found) {
        if (!read) {
          read = companionReader(this.recognised.format, this.reader, cells);
          continue;
        }
        const outcome = read(cells, line);
        if (outcome !== null) readings.push({ line, place: companionPlace + line, outcome, cells });
      }
      yield { layout: this.layout, readings };
    }
  }

  end(): Batch {
    const readings = [...this.reader.end()].map(({ line, place = line, outcome }): Reading => ({ line, place, outcome, cells: [] }));
    return { layout: this.layout, readings };
  }
}

/** Enough of a text's beginning to tell what it is, and the whole text. */
async function headed(source: AsyncIterable<string>): Promise<{ head: string; text: AsyncIterable<string> }> {
  const pieces = source[Symbol.asyncIterator]();
  let head = "";
  for (;;) {
    const { value, done } = await pieces.next();
    if (done) break;
    head += value;
    if (showsLayout(head, jsonKeys)) break;
  }
  async function* text(): AsyncGenerator<string> {
    try {
      yield head;
      for (;;) {
        const { value, done } = await pieces.next();
        if (done) return;
        yield value;
      }
    } finally {
      await pieces.return?.();
    }
  }
  return { head, text: text() };
}
