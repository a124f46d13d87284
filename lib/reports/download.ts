import "server-only";
import { createWriteStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Access } from "@/lib/access";
import type { Month } from "@/lib/period";
import { type FileOptions, reportFile } from "./files";
import { type ReportFormat, reportFilename, reportFormats } from "./format";

/**
 * A month's report as a download. It is written to a temporary file first: a slow reader holds no connection of the database, and what goes wrong on the
 * way is told as such, not by half a file. `signal`: whoever asks has gone away.
 */
export async function reportDownload(
  access: Access,
  month: Month,
  format: ReportFormat,
  options: FileOptions,
  signal: AbortSignal,
): Promise<Response> {
  const folder = await mkdtemp(path.join(tmpdir(), "obole-download-"));
  try {
    const written = path.join(folder, "report");
    await pipeline(Readable.from(reportFile(access, month, format, options)), createWriteStream(written), { signal });
    const file = await open(written);
    const { size } = await file.stat();
    const headers = {
      "content-type": reportFormats[format].type,
      "content-disposition": `attachment; filename="${reportFilename(month, format)}"`,
      "content-length": String(size),
    };
    return new Response(Readable.toWeb(file.createReadStream()) as ReadableStream, { headers });
  } finally {
    await rm(folder, { recursive: true, force: true }); // an open file is read on
  }
}
