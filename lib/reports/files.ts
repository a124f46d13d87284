import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { snapshotStream } from "@/lib/db";
import type { Locale } from "@/lib/i18n/locale";
import type { Month } from "@/lib/period";
import { excelCsv, reportCsv } from "./csv";
import { reportFocus } from "./focus";
import { dayLines } from "./focus-lines";
import type { ReportFormat } from "./format";
import { reportJson } from "./json";
import { reportLines } from "./lines";
import { reportPdf } from "./pdf";
import { type MonthReport, type ReadReport, type ReportOptions, type ReportTotals, readReport, readTotals } from "./report";
import type { ReportSource } from "./source";
import { reportXlsx } from "./xlsx";

type Writer<Report extends ReportTotals> = (source: ReportSource<Report>) => AsyncIterable<string | Uint8Array>;

/** Files of nothing but lines: their writers get no sections, so none have to be read. */
const lineWriters: Record<"csv" | "csv-excel" | "focus.csv", Writer<ReportTotals>> = {
  csv: reportCsv,
  "csv-excel": excelCsv,
  "focus.csv": reportFocus,
};

const writers: Record<ReportFormat, Writer<MonthReport>> = { ...lineWriters, json: reportJson, pdf: reportPdf, xlsx: reportXlsx };

function isOfLines(format: ReportFormat): format is keyof typeof lineWriters {
  return Object.hasOwn(lineWriters, format);
}

export type FileOptions = ReportOptions & { locale?: Locale };

/**
 * A month's report as a file, on its way in flat memory; the same report makes the same bytes. Everything in it is read in one state of the database;
 * whoever stops reading frees the connection.
 */
export function reportFile(access: Access, month: Month, format: ReportFormat, options: FileOptions = {}): AsyncGenerator<Uint8Array> {
  return snapshotStream((client) => reportFileWithin(client, access, month, format, options));
}

/** The same within someone's transaction. */
export async function* reportFileWithin(
  client: pg.ClientBase,
  access: Access,
  month: Month,
  format: ReportFormat,
  { locale = "en", ...options }: FileOptions = {},
): AsyncGenerator<Uint8Array> {
  if (isOfLines(format)) yield* written(client, access, await readTotals(client, access, month, options), lineWriters[format], locale);
  else yield* fileOfReport(client, access, await readReport(client, access, month, options), format, locale);
}

/** A report that was read in this transaction, as a file. */
export function fileOfReport(
  client: pg.ClientBase,
  access: Access,
  read: ReadReport,
  format: ReportFormat,
  locale: Locale,
): AsyncGenerator<Uint8Array> {
  return written(client, access, read, writers[format], locale);
}

async function* written<Report extends ReportTotals>(
  client: pg.ClientBase,
  access: Access,
  { report, reading }: ReadReport<Report>,
  write: Writer<Report>,
  locale: Locale,
): AsyncGenerator<Uint8Array> {
  const { groupBy } = report;
  const encoder = new TextEncoder();
  const source: ReportSource<Report> = {
    ...{ report, locale },
    lines: () => reportLines(client, access, reading, { groupBy }),
    dayLines: () => dayLines(client, access, reading),
  };
  for await (const part of write(source)) yield typeof part === "string" ? encoder.encode(part) : part;
}
