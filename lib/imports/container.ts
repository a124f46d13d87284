import { createHash } from "node:crypto";
import { Readable, Transform } from "node:stream";
import { createGunzip } from "node:zlib";
import { decoded } from "./decode";
import { checkExpansion, FileFailure } from "./failure";
import { sheetRecords } from "./sheet";
import type { TableRecord } from "./table";
import { openZip, type Zip, type ZipEntry } from "./zip";

/** What arrived: counted and hashed as it was sent, before anything is opened. */
export type Received = { bytes: number; sha256: () => string };

/** What a file holds once it is opened. */
export type Content =
  | { kind: "text"; text: AsyncIterable<string> }
  /** A table, and one that belongs to it. */
  | { kind: "pair"; text: AsyncIterable<string>; companion: AsyncIterable<string> }
  | { kind: "sheet"; records: AsyncIterable<TableRecord[]> };

/** An opened file; `close` lets go of what it holds on disk. */
export type OpenFile = { content: Content; close: () => Promise<void> };

/** Counts and hashes a body while it is read. */
export function receiving(body: AsyncIterable<Uint8Array>): { pieces: AsyncGenerator<Buffer>; received: Received } {
  const hash = createHash("sha256");
  const received = { bytes: 0, sha256: () => hash.copy().digest("hex") };
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const piece of body) {
      received.bytes += piece.byteLength;
      hash.update(piece);
      yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    }
  }
  return { pieces: counted(), received };
}

/** Opens a file by its content: gzip, a zip with one data file, DeepSeek's pair, a workbook, or text as it is. A zip is spooled in `folder`. Throws FileFailure. */
export async function openFile(pieces: AsyncGenerator<Buffer>, received: Received, folder: string): Promise<OpenFile> {
  const head = await firstBytes(pieces, 4);
  const whole = prepended(head, pieces);
  const text = (bytes: AsyncIterable<Buffer>): OpenFile => ({ content: { kind: "text", text: decoded(bytes) }, close: async () => {} });
  const magic = head.toString("latin1", 0, 4);
  if (magic.startsWith("\x1f\x8b")) return text(gunzipped(whole, received));
  if (magic !== "PK\x03\x04" && magic !== "PK\x05\x06") return text(whole);
  const zip = await openZip(whole, folder);
  try {
    return { content: contentOf(zip), close: () => zip.close() };
  } catch (error) {
    await zip.close();
    throw error;
  }
}

async function firstBytes(source: AsyncGenerator<Buffer>, size: number): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < size) {
    const { value, done } = await source.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  return head;
}

async function* prepended(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (head.length) yield head;
  yield* rest;
}

async function* gunzipped(source: AsyncGenerator<Buffer>, received: Received): AsyncGenerator<Buffer> {
  let expanded = 0;
  const guard = new Transform({
    transform(piece: Buffer, _encoding, done) {
      expanded += piece.length;
      try {
        checkExpansion(expanded, received.bytes);
        done(null, piece);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  const input = Readable.from(source);
  const unzip = createGunzip();
  input.on("error", (error) => unzip.destroy(error));
  unzip.on("error", (error) => guard.destroy(error));
  try {
    yield* input.pipe(unzip).pipe(guard);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code?.startsWith("Z_"))
      throw new FileFailure("damaged_gzip", "The gzip file is damaged or cut short. Make it again, or send the file unpacked.");
    throw error;
  }
}

const dataFile = /\.(?:csv|json|jsonl|ndjson|txt)$/i;

function contentOf(zip: Zip): Content {
  if (zip.entries.some(({ name }) => name === "xl/workbook.xml")) return { kind: "sheet", records: sheetRecords(zip) };
  // What macOS adds beside each file is none.
  const files = zip.entries.filter(({ name }) => dataFile.test(name) && !name.startsWith("__MACOSX/"));
  const [first, second] = files;
  const text = (entry: ZipEntry) => decoded(zip.read(entry));
  if (first && !second) return { kind: "text", text: text(first) };
  const amount = files.find(({ name }) => baseName(name).startsWith("amount-"));
  const cost = files.find(({ name }) => baseName(name).startsWith("cost-"));
  if (files.length === 2 && amount && cost) return { kind: "pair", text: text(amount), companion: text(cost) };
  const held = files.length
    ? `${files.length} data files (${files
        .slice(0, 5)
        .map(({ name }) => name)
        .join(", ")})`
    : "no data file";
  throw new FileFailure(
    "zip_contents",
    `The zip holds ${held}. It must hold exactly one .csv, .json, .jsonl, .ndjson or .txt; send several one by one.`,
    files.length
      ? {
          kind: "files",
          value: files
            .slice(0, 5)
            .map(({ name }) => name)
            .join(", "),
        }
      : null,
  );
}

function baseName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1).toLowerCase();
}
