import type { Zone } from "@/lib/period";
import type { RejectionCode, UsageRow } from "@/lib/usage/row";
import { FileFailure } from "./failure";
import { canonicalCsv } from "./formats/canonical-csv";
import type { TableFormat } from "./table-format";

const formats: readonly TableFormat[] = [canonicalCsv];

/** A header that was recognised: the format, and where its columns stand. */
export type Recognised = { format: TableFormat; header: string[]; columns: string[]; places: ReadonlyMap<string, number>; unknown: string[] };

/** Finds the format of a table by its header. Throws FileFailure: no format, a required column missing, a column twice. */
export function recognise(header: readonly string[]): Recognised {
  const columns = header.map((cell) => cell.trim().toLowerCase());
  const twice = columns.find((column, index) => column !== "" && columns.indexOf(column) !== index);
  if (twice) throw new FileFailure("duplicate_column", `The column ${twice} stands twice in the header. Remove or rename one.`);

  const format = formats.toSorted((a, b) => share(b, columns) - share(a, columns))[0];
  if (!format || share(format, columns) < 0.5) {
    const seen = header.slice(0, 20).join(", ").slice(0, 400);
    const known = formats.map(({ id, required }) => `${id} (${required.join(", ")})`).join("; ");
    throw new FileFailure("unknown_format", `No known format has these columns: ${seen}. Known: ${known}.`);
  }
  const missing = format.required.filter((column) => !columns.includes(column));
  if (missing.length) {
    throw new FileFailure(
      "missing_column",
      `The required column ${missing.join(", ")} is missing. The file has: ${columns.join(", ").slice(0, 400)}.`,
    );
  }
  const known = new Set([...format.required, ...format.optional]);
  return {
    format,
    header: header.map((cell) => cell.trim()),
    columns,
    places: new Map(columns.map((column, index) => [column, index])),
    unknown: header.filter((_, index) => !known.has(columns[index] ?? "")).map((cell) => cell.trim()),
  };
}

function share({ required }: TableFormat, columns: readonly string[]): number {
  return required.filter((column) => columns.includes(column)).length / required.length;
}

const totals = /^\s*(?:sub-?total|grand total|total|sum|somme|summe|totaux|gesamt)s?(?![\p{L}\p{N}_-])/iu;

/** Makes the reader of one file's records: what every table has in common is refused before the format is asked. */
export function recordReader({ format, columns, places }: Recognised, options: { zone: Zone; delimiter: string }) {
  const read = format.reader(options);
  let cells: readonly string[] = [];
  const cell = (column: string) => cells[places.get(column) ?? -1] ?? "";
  return (record: readonly string[]): UsageRow | RejectionCode => {
    cells = record;
    if (isHeader(record, columns)) return "repeated_header";
    if (totals.test(record[0] ?? "") || format.totalsColumns.some((column) => totals.test(cell(column)))) return "totals_row";
    if (record.length < columns.length || record.slice(columns.length).some((extra) => extra.trim() !== "")) return "column_count";
    return read(cell);
  };
}

function isHeader(record: readonly string[], columns: readonly string[]): boolean {
  return record.length >= columns.length && columns.every((column, index) => record[index]?.trim().toLowerCase() === column);
}
