import { FileFailure } from "./failure";

/** Text of bytes as they come: UTF-8, UTF-16 with a byte order mark, else Windows-1252. Throws FileFailure for an empty file and for one that is no text. */
export async function* decoded(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: Decoder | null = null;
  let before = 0;
  for await (const piece of source) {
    if (!piece.length) continue;
    decoder ??= decoderFor(piece);
    // In UTF-16 half the bytes of a text are zero.
    const nul = decoder instanceof Utf8OrWindows ? before + piece.indexOf(0) + 1 : null;
    const text = checked(decoder.push(piece), nul);
    if (text) yield text;
    before += piece.length;
  }
  if (!decoder) throw new FileFailure("empty_file", "The file is empty. Export it again.");
  const last = checked(decoder.end(), null);
  if (last) yield last;
}

type Decoder = { push: (piece: Buffer) => string; end: () => string };

function decoderFor(head: Buffer): Decoder {
  if (head[0] === 0xff && head[1] === 0xfe) return streaming(new TextDecoder("utf-16le"));
  if (head[0] === 0xfe && head[1] === 0xff) return streaming(new TextDecoder("utf-16be"));
  return new Utf8OrWindows();
}

function streaming(decoder: TextDecoder): Decoder {
  return { push: (piece) => decoder.decode(piece, { stream: true }), end: () => decoder.decode() };
}

/** UTF-8 until a byte shows that it is not; from there on it is read as the encoding that spreadsheets write instead. */
class Utf8OrWindows implements Decoder {
  private utf8: TextDecoder | null = new TextDecoder("utf-8", { fatal: true });
  private readonly windows = streaming(new TextDecoder("windows-1252"));
  /** The beginning of a character whose end has not come. */
  private begun = Buffer.alloc(0);

  push(piece: Buffer): string {
    if (!this.utf8) return this.windows.push(piece);
    const bytes = this.begun.length ? Buffer.concat([this.begun, piece]) : piece;
    const whole = bytes.length - begunAtEnd(bytes);
    try {
      const text = this.utf8.decode(bytes.subarray(0, whole), { stream: true });
      this.begun = Buffer.from(bytes.subarray(whole));
      return text;
    } catch {
      this.utf8 = null;
      return this.windows.push(bytes);
    }
  }

  end(): string {
    return this.utf8 ? this.windows.push(this.begun) : "";
  }
}

/** How many bytes at the end begin a UTF-8 character without ending it. */
function begunAtEnd(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** `nul`: the byte of the file, from 1, at which a NUL in this text stands, where that is known. */
function checked(text: string, nul: number | null): string {
  if (text.includes("\0")) {
    throw new FileFailure(
      "binary_file",
      `This is no text file${nul === null ? "" : `: byte ${nul} is a NUL`}. Send CSV, JSON or JSON lines, also as .gz or .zip, or a workbook as .xlsx (not .xls).`,
      nul === null ? null : { kind: "byte", value: String(nul) },
    );
  }
  return text;
}
