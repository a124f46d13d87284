import { createWriteStream } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";
import * as yauzl from "yauzl";
import { checkExpansion, FileFailure } from "./failure";

/** A file in a zip: its checked name, and its sizes (bytes) as the directory names them. */
export type ZipEntry = { name: string; size: number; entry: yauzl.Entry };

/** A zip whose directory has been checked. Its entries are unpacked one by one, as they are read. */
export type Zip = { entries: readonly ZipEntry[]; read: (entry: ZipEntry) => AsyncGenerator<Buffer>; close: () => Promise<void> };

/** Where a zip's directory is can be told from its end only, so that it waits on disk; at most this large (bytes). */
const largestSpool = 4 * 2 ** 30;
const mostEntries = 10_000;

/** Spools a zip and checks its directory before anything is unpacked: names, encryption, sizes. Throws FileFailure. */
export async function openZip(pieces: AsyncIterable<Buffer>, folder: string): Promise<Zip> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${crypto.randomUUID()}.zip`);
  const drop = () => rm(file, { force: true });
  try {
    await pipeline(pieces, bounded(), createWriteStream(file, { mode: 0o600 }));
    const { size } = await stat(file);
    const zip = await damagedUnless(() => yauzl.openPromise(file, { autoClose: false, decodeStrings: false }));
    const close = async () => {
      zip.close();
      await drop();
    };
    try {
      return { entries: await directory(zip, size), read: (entry) => unpacked(zip, entry), close };
    } catch (error) {
      await close();
      throw error;
    }
  } catch (error) {
    await drop();
    throw error;
  }
}

function bounded(): Transform {
  let bytes = 0;
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      bytes += piece.length;
      const isLarge = bytes > largestSpool;
      done(
        isLarge
          ? new FileFailure("too_large", "The zip is larger than 4 GiB. Send its file as .gz, or unpacked: those are read while they come.")
          : null,
        piece,
      );
    },
  });
}

async function directory(zip: yauzl.ZipFile, size: number): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  let expanded = 0;
  await damagedUnless(async () => {
    for await (const entry of zip.eachEntry()) {
      if (entries.length >= mostEntries)
        throw new FileFailure("zip_contents", `The zip holds more than ${mostEntries} files. Send the one that holds usage.`);
      const name = checkedName(entry);
      if (entry.isEncrypted())
        throw new FileFailure("encrypted_zip", `${name} in the zip is encrypted. Send it without a password.`, {
          kind: "file",
          value: name.slice(0, 200),
        });
      expanded += entry.uncompressedSize;
      checkExpansion(expanded, size);
      entries.push({ name, size: entry.uncompressedSize, entry });
    }
  });
  return entries;
}

function checkedName(entry: yauzl.Entry): string {
  const name = yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
  if (name.startsWith("/") || /^[a-z]:/i.test(name) || name.split("/").includes("..")) {
    throw new FileFailure(
      "unsafe_zip",
      `The zip holds a file that would land outside its folder: ${name.slice(0, 200)}. Pack the file again by itself.`,
      { kind: "file", value: name.slice(0, 200) },
    );
  }
  return name;
}

async function* unpacked(zip: yauzl.ZipFile, { name, entry }: ZipEntry): AsyncGenerator<Buffer> {
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    throw new FileFailure("damaged_zip", `${name} in the zip is packed in a way that few programs know. Pack it again, or send it unpacked.`);
  let sum = 0;
  // The size is checked against the directory while it is read.
  const stream = await damagedUnless(() => zip.openReadStreamPromise(entry));
  const pieces = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { value, done } = await damagedUnless(() => pieces.next());
      if (done) break;
      sum = crc32(value, sum);
      yield value;
    }
    if (sum !== entry.crc32) throw damaged();
  } finally {
    stream.destroy();
  }
}

/** What the zip itself is to blame for. */
async function damagedUnless<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FileFailure || isOfSystem(error)) throw error;
    throw damaged();
  }
}

/** A disk that fails is no fault of the file. */
function isOfSystem(error: unknown): boolean {
  return typeof (error as { syscall?: unknown }).syscall === "string";
}

function damaged(): FileFailure {
  return new FileFailure("damaged_zip", "The zip file is damaged or cut short. Make it again, or send the file unpacked.");
}
