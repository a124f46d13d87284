import "server-only";
import { Readable } from "node:stream";
import type { z } from "zod";
import type { Access } from "@/lib/access";
import { closedMonths } from "@/lib/adjustments/queries";
import { Refusal } from "@/lib/errors";
import { reportDownload } from "@/lib/reports/download";
import { reportFormats } from "@/lib/reports/format";
import { namedReport, type reportQuerySchema } from "@/lib/reports/schema";
import { type ClosedFile, contentOf, fileList, filesOf, listFilename } from "./files";
import { monthOfAddress } from "./schema";

type Asked = z.output<typeof reportQuerySchema>;

/**
 * A month's report as a download, by the name in an address (`2026-06.csv`): of a closed month the bytes it was closed with, of an open one what it is now.
 * `2026-06.sha256` is the list of a closed month's files with their hashes, as `sha256sum -c` reads it. Who sees some teams only gets what these cost now,
 * since what was closed is of all. Throws `month_closed` for another grouping than it was closed with, `not_found`.
 */
export async function standingDownload(access: Access, file: string, asked: Asked, signal: AbortSignal): Promise<Response> {
  const listed = /^(\d{4}-\d{2})\.sha256$/.exec(file)?.[1];
  const { month, format } = listed ? { month: monthOfAddress(listed), format: null } : namedReport(file, asked.style);
  const { group_by: groupBy, locale = "en" } = asked;
  const number = asked.number ?? (await closedMonths(access)).find((each) => each.month === month)?.number;
  const isLive = number === undefined || (asked.number === undefined && access.teams !== "all");
  if (isLive && format) return reportDownload(access, month, format, { ...(groupBy && { groupBy }), locale }, signal);
  if (groupBy) throw new Refusal("month_closed", `${month} is closed: its files are as they were closed; leave group_by out`);
  const files = number !== undefined && access.teams === "all" ? await filesOf(access, number) : [];
  if (files[0]?.month !== month) throw new Refusal("not_found", `${month} was not closed under such a number`);
  if (!format) return listResponse(files, listFilename(files[0]));
  const found = files.find((each) => each.format === format && (each.locale === null || each.locale === locale));
  if (!found) throw new Refusal("not_found", `report number ${number} has no such file: it was closed before there was one`);
  return fileResponse(access, found);
}

function listResponse(files: readonly ClosedFile[], name: string): Response {
  const headers = { "content-type": "text/plain; charset=utf-8", "content-disposition": `attachment; filename="${name}"` };
  return new Response(fileList(files), { headers });
}

function fileResponse(access: Access, { number, name, format, bytes, sha256 }: ClosedFile): Response {
  const headers = {
    "content-type": reportFormats[format].type,
    "content-disposition": `attachment; filename="${name}"`,
    "content-length": String(bytes),
    etag: `"${sha256}"`,
  };
  return new Response(Readable.toWeb(Readable.from(contentOf(access, number, name))) as ReadableStream, { headers });
}
