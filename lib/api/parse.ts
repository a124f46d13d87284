import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { z } from "zod";
import { Refusal } from "@/lib/errors";

const largestBody = 16 << 20;
const deepestJson = 64;
/** What the database cannot keep as text: NUL, and halves of characters. */
const unkeepable = /\0|\p{Surrogate}/u;

/** Parses a query string; unknown parameters are refused, `repeated` ones are lists. Throws `invalid_input` that names each wrong one. */
export function parseQuery<Schema extends z.ZodType>(url: URL, schema: Schema, repeated: readonly string[] = []): z.output<Schema> {
  const values: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of url.searchParams) {
    if (!unkeepable.test(name) && !unkeepable.test(value)) continue;
    throw new Refusal("invalid_input", "a parameter holds a NUL character", { errors: [{ path: name, code: "invalid", detail: "without NUL" }] });
  }
  for (const name of new Set(url.searchParams.keys())) {
    const all = url.searchParams.getAll(name);
    values[name] = repeated.includes(name) ? all : (all.at(-1) ?? "");
  }
  return parsed(schema, { ...values });
}

/** Parses a JSON body of 16 MiB at most. Throws `unparseable`, `body_too_large`, `invalid_input`. */
export async function parseJson<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.output<Schema>> {
  return parsed(schema, jsonOf(await limitedText(request), "the body is no JSON; send an object with content-type application/json"));
}

/** The value of a JSON text that is not too deep and whose texts can be kept. Throws `unparseable`, with `otherwise` where it is no JSON. */
export function jsonOf(text: string, otherwise: string): unknown {
  if (isTooDeep(text)) throw new Refusal("unparseable", `the JSON is nested more than ${deepestJson} levels deep`);
  let isKeepable = true;
  const watch = (key: string, value: unknown) => {
    if (unkeepable.test(key) || (typeof value === "string" && unkeepable.test(value))) isKeepable = false;
    return value;
  };
  let value: unknown;
  try {
    // Only a text that names such a character in an escape can hold one.
    value = /\\u(0000|d[89a-f])/i.test(text) ? JSON.parse(text, watch) : JSON.parse(text);
  } catch {
    throw new Refusal("unparseable", otherwise);
  }
  if (!isKeepable) throw new Refusal("unparseable", "a text holds a NUL or half of a character; leave it out");
  return value;
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInside = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isInside) {
      if (code === 0x5c) at++;
      else if (code === 0x22) isInside = false;
    } else if (code === 0x22) isInside = true;
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > deepestJson) return true;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return false;
}

/** Reads a body as text, up to 16 MiB. Throws `body_too_large`. */
export async function limitedText(request: Request): Promise<string> {
  return (await limited(whole(request.body))).toString("utf8");
}

/** A body that may be left before its end: the server reads the rest away, and the connection goes on. */
function whole(body: ReadableStream<Uint8Array> | null): AsyncIterable<Uint8Array> | null {
  return body?.values({ preventCancel: true }) ?? null;
}

/** Bodies of records that are being worked on, in bytes as they come unpacked. The routes are bundled apart; the process is what they share. */
const room = globalThis as typeof globalThis & { oboleHeldBytes?: number };
/** Read into objects they take several times as much. */
const mostHeldBytes = 64 << 20;

/**
 * Reads a body that may be packed with gzip, up to 16 MiB unpacked, and works on it. Throws `body_too_large`, `unparseable`, and `busy` while there is no room
 * for more bodies, before it reads on.
 */
export async function withBody<T>(request: Request, work: (body: Buffer) => Promise<T>): Promise<T> {
  let held = 0;
  const hold = (bytes: number) => {
    const all = (room.oboleHeldBytes ?? 0) + bytes;
    if (all > mostHeldBytes) throw new Refusal("busy", "more is being sent than there is room for; send this again", { retryAfterSeconds: 1 });
    room.oboleHeldBytes = all;
    held += bytes;
  };
  try {
    return await work(await unpacked(request, hold));
  } finally {
    room.oboleHeldBytes = (room.oboleHeldBytes ?? 0) - held;
  }
}

async function unpacked(request: Request, hold: (bytes: number) => void): Promise<Buffer> {
  const encoding = request.headers.get("content-encoding")?.trim().toLowerCase() || "identity";
  if (encoding === "identity" || !request.body) return limited(whole(request.body), hold);
  if (encoding !== "gzip") throw new Refusal("unparseable", `the body is packed as ${encoding.slice(0, 40)}; send it as it is, or packed with gzip`);
  try {
    return await limited(
      pipeline(Readable.fromWeb(request.body as never), createGunzip(), () => {}),
      hold,
    );
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal("unparseable", "the body could not be unpacked; send gzip with content-encoding: gzip");
  }
}

async function limited(bytes: AsyncIterable<Uint8Array> | null, hold: (bytes: number) => void = () => {}): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytes ?? []) {
    size += piece.byteLength;
    if (size > largestBody) throw new Refusal("body_too_large", "the body is larger than 16 MiB; send it in parts");
    hold(piece.byteLength);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ path: key, code: "unknown_parameter", detail: `${key} is not known here` }))
      : [{ path: issue.path.join("."), code: issue.code, detail: issue.message }],
  );
  throw new Refusal("invalid_input", errors.map(({ path, detail }) => (path ? `${path}: ${detail}` : detail)).join("; "), { errors });
}
