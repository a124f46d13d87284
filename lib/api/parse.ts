import type { z } from "zod";
import { Refusal } from "@/lib/errors";

const largestBody = 16 << 20;

/** Parses a query string; unknown parameters are refused, `repeated` ones are lists. Throws `invalid_input` that names each wrong one. */
export function parseQuery<Schema extends z.ZodType>(url: URL, schema: Schema, repeated: readonly string[] = []): z.output<Schema> {
  const values: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const all = url.searchParams.getAll(name);
    values[name] = repeated.includes(name) ? all : (all.at(-1) ?? "");
  }
  return parsed(schema, values);
}

/** Parses a JSON body of 16 MiB at most. Throws `unparseable`, `body_too_large`, `invalid_input`. */
export async function parseJson<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.output<Schema>> {
  const text = await limitedText(request);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal("unparseable", "the body is no JSON; send an object with content-type application/json");
  }
  return parsed(schema, value);
}

/** Reads a body up to a limit. Throws `body_too_large`. */
export async function limitedText(request: Request, bytes: AsyncIterable<Uint8Array> | null = request.body): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytes ?? []) {
    size += piece.byteLength;
    if (size > largestBody) throw new Refusal("body_too_large", "the body is larger than 16 MiB; send it in parts");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
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
