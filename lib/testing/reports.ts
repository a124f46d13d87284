import type { Access } from "@/lib/access";
import type { Month } from "@/lib/period";
import { type FileOptions, reportFile } from "@/lib/reports/files";
import type { ReportFormat } from "@/lib/reports/format";

/** The bytes of a month's report. */
export async function reportBytes(access: Access, month: Month, format: ReportFormat, options?: FileOptions): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of reportFile(access, month, format, options)) parts.push(part);
  return Buffer.concat(parts);
}

/** A month's report as the standard CSV. */
export async function monthCsv(access: Access, month: Month, groupBy?: FileOptions["groupBy"]): Promise<string> {
  return (await reportBytes(access, month, "csv", groupBy ? { groupBy } : {})).toString();
}
