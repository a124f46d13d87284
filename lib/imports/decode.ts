import { createHash } from "node:crypto";
import { Readable, Transform } from "node:stream";
import { createGunzip } from "node:zlib";
import { FileFailure } from "./failure";

/** What arrived: counted and hashed as it was sent, before anything is opened. */
export type Received = { bytes: number; sha256: () => string };

const mebibyte = 1 << 20;
const bombBytes = 10 * mebibyte;
const bombRatio = 200;

/** Reads a body as text while it comes: opens gzip, recognises UTF-8, UTF-16 with a byte order mark, else Windows-1252. Throws FileFailure. */
export function textOf(body: AsyncIterable<Uint8Array>): { text: AsyncGenerator<string>; received: Received } {
  const hash = createHash("sha256");
  const received = { bytes: 0, sha256: () => hash.copy().digest("hex") };
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const piece of body) {
      received.bytes += piece.byteLength;
      hash.update(piece);
      yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    }
  }
  return { text: decoded(opened(counted(), received)), received };
}

async function* opened(source: AsyncGenerator<Buffer>, received: Received): AsyncGenerator<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const { value, done } = await source.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  const whole = prepended(head, source);
  if (head[0] !== 0x1f || head[1] !== 0x8b) return yield* whole;
  yield* gunzipped(whole, received);
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
      const isBomb = expanded > bombBytes && expanded > bombRatio * received.bytes;
      done(isBomb ? new FileFailure("archive_bomb", "The archive expands to more than 200 times its size. Send the file unpacked.") : null, piece);
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

async function* decoded(source: AsyncGenerator<Buffer>): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  let isEmpty = true;
  for await (const piece of source) {
    if (!piece.length) continue;
    isEmpty = false;
    decoder ??= decoderFor(piece);
    const text = checked(decode(piece));
    if (text) yield text;
  }
  if (isEmpty) throw new FileFailure("empty_file", "The file is empty. Export it again.");
  const last = checked(decode(null));
  if (last) yield last;

  function decode(piece: Buffer | null): string {
    try {
      return (decoder as TextDecoder).decode(piece ?? undefined, { stream: piece !== null });
    } catch {
      // Not UTF-8: from here on it is read as the encoding that spreadsheets write instead.
      decoder = new TextDecoder("windows-1252");
      return piece ? decoder.decode(piece, { stream: true }) : "";
    }
  }
}

function decoderFor(head: Buffer): TextDecoder {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder("utf-16le");
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder("utf-16be");
  return new TextDecoder("utf-8", { fatal: true });
}

function checked(text: string): string {
  if (text.includes("\0")) throw new FileFailure("binary_file", "This is no text file. Send a CSV file, also as .gz.");
  return text;
}
