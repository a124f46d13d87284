import "server-only";
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { type Locale, locales } from "@/lib/i18n/locale";
import type { Month } from "@/lib/period";
import { fileOfReport } from "@/lib/reports/files";
import { type ReportFormat, reportFormats } from "@/lib/reports/format";
import type { ReadReport } from "@/lib/reports/report";

/** A file of a closed month. `locale` null: the same in every language. */
export type ClosedFile = { number: number; month: Month; name: string; format: ReportFormat; locale: Locale | null; bytes: bigint; sha256: string };

const partBytes = 1 << 20;

/** What has no words: for programs. */
const withoutLanguage: readonly string[] = ["csv", "json", "focus.csv"];

/** Every file that a month is closed with. */
const kinds = (Object.keys(reportFormats) as ReportFormat[]).flatMap((format) =>
  (withoutLanguage.includes(format) ? [null] : locales).map((locale) => ({ format, locale })),
);

/** How a file of a closed month is named: `obole-2026-05-no7.fr.xlsx`. */
export function closedFilename(month: Month, number: number, format: ReportFormat, locale: Locale | null): string {
  const { extension } = reportFormats[format];
  const variant = format.startsWith(extension) ? format.slice(extension.length).replace("-", ".") : "";
  return `obole-${month}-no${number}${variant}${locale ? `.${locale}` : ""}.${extension}`;
}

/** How the list of a closed month's files is named. */
export function listFilename({ month, number }: Pick<ClosedFile, "month" | "number">): string {
  return `obole-${month}-no${number}.sha256`;
}

/** Writes every file of a month's report to a folder, from what the transaction sees. */
export async function writeFiles(client: pg.ClientBase, access: Access, read: ReadReport, number: number, folder: string): Promise<ClosedFile[]> {
  const files: ClosedFile[] = [];
  for (const { format, locale } of kinds) {
    const name = closedFilename(read.report.month, number, format, locale);
    const hash = createHash("sha256");
    let bytes = 0;
    const counted = new Transform({
      transform(part: Buffer, _encoding, done) {
        hash.update(part);
        bytes += part.length;
        done(null, part);
      },
    });
    await pipeline(Readable.from(fileOfReport(client, access, read, format, locale ?? "en")), counted, createWriteStream(path.join(folder, name)));
    files.push({ number, month: read.report.month, name, format, locale, bytes: BigInt(bytes), sha256: hash.digest("hex") });
  }
  return files;
}

/** Keeps the files of a folder with their closed month. */
export async function keepFiles(
  client: pg.ClientBase,
  { workspaceId }: Access,
  number: number,
  files: readonly ClosedFile[],
  folder: string,
): Promise<void> {
  for (const { name, format, locale, bytes, sha256 } of files) {
    await client.query("insert into closed_file (workspace_id, number, name, format, locale, bytes, sha256) values ($1, $2, $3, $4, $5, $6, $7)", [
      ...[workspaceId, number, name, format, locale, bytes, sha256],
    ]);
    let part = 0;
    for await (const content of createReadStream(path.join(folder, name), { highWaterMark: partBytes })) {
      await client.query("insert into closed_file_part (workspace_id, number, name, part, content) values ($1, $2, $3, $4, $5)", [
        ...[workspaceId, number, name, part++, content],
      ]);
    }
  }
}

/** The files of a closed month as `sha256sum` lists them, in the order of their names. Its own hash stands for all of them. */
export function fileList(files: readonly Pick<ClosedFile, "name" | "sha256">[]): string {
  return [...files]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, sha256 }) => `${sha256}  ${name}\n`)
    .join("");
}

/** The hash of a list of files. */
export function listHash(files: readonly Pick<ClosedFile, "name" | "sha256">[]): string {
  return createHash("sha256").update(fileList(files)).digest("hex");
}

/** The files of a closed month, by name. */
export async function filesOf({ workspaceId }: Access, number: number, client: pg.ClientBase | pg.Pool = pool()): Promise<ClosedFile[]> {
  const { rows } = await client.query(
    `select f.number, m.month, f.name, f.format, f.locale, f.bytes::text, f.sha256 from closed_file f
     join closed_month m on m.workspace_id = f.workspace_id and m.number = f.number
     where f.workspace_id = $1 and f.number = $2 order by f.name collate "C"`,
    [workspaceId, number],
  );
  return rows.map(({ bytes, ...row }) => ({ ...row, bytes: BigInt(bytes) }));
}

/** The bytes of a file, part by part: a slow reader holds no connection. */
export async function* contentOf({ workspaceId }: Access, number: number, name: string): AsyncGenerator<Buffer> {
  for (let part = 0; ; part++) {
    const { rows } = await pool().query<{ content: Buffer }>(
      "select content from closed_file_part where workspace_id = $1 and number = $2 and name = $3 and part = $4",
      [workspaceId, number, name, part],
    );
    if (!rows[0]) return;
    yield rows[0].content;
  }
}

/** Whether every byte of a closed month is still the one its hashes were made of. */
export async function isIntact(access: Access, { number, sha256 }: { number: number; sha256: string }): Promise<boolean> {
  const files = await filesOf(access, number);
  if (listHash(files) !== sha256) return false;
  for (const file of files) {
    const hash = createHash("sha256");
    for await (const part of contentOf(access, number, file.name)) hash.update(part);
    if (hash.digest("hex") !== file.sha256) return false;
  }
  return true;
}
