import "server-only";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as WebStream } from "node:stream/web";
import type { z } from "zod";
import type { Access } from "@/lib/access";
import { problemResponse } from "@/lib/api/problem";
import { env } from "@/lib/env";
import { Refusal } from "@/lib/errors";
import { log } from "@/lib/log";
import { effectJson } from "./effect";
import { importById } from "./queries";
import { inTurn, queueUp } from "./queue";
import { type ImportOptions, openImport, receiveImport } from "./receive";
import { type ImportRecord, importJson } from "./record";
import type { importQuerySchema } from "./schema";

const spoolMs = 24 * 3_600_000;

/**
 * Takes an upload in and answers as the API says: 201 when it is committed, 202 at once if the sender prefers, 200 for a dry run, 422 for a file that is
 * refused as a whole.
 */
export async function answerUpload(
  access: Access,
  request: Request,
  query: z.output<typeof importQuerySchema>,
  requestId: string,
): Promise<Response> {
  const { filename, source, format, mapping, month, on_conflict: onConflict, dry_run: dryRun } = query;
  const length = Number(request.headers.get("content-length") ?? Number.NaN);
  const isDryRun = dryRun === "1";
  const options: ImportOptions = {
    filename,
    timezone: mapping?.timezone ?? query.timezone,
    onConflict,
    isDryRun,
    format,
    ...(source && { source }),
    ...(mapping && { mapping }),
    ...(month && { month }),
    ...(Number.isFinite(length) && { contentLength: length }),
  };
  if (!request.body) throw new Refusal("invalid_input", "the body is empty; send the file as the body");
  const body = Readable.fromWeb(request.body as WebStream<Uint8Array>);
  body.on("error", () => {}); // the reader of the stream is told; nobody else has to be
  if (/\brespond-async\b/.test(request.headers.get("prefer") ?? "") && !isDryRun) return await spooled(access, body, options);

  const record = await inTurn(access.actor, () => receiveImport(access, body.iterator({ destroyOnReturn: false }), options));
  if (record.status === "failed") return refused(record, requestId);
  if (isDryRun) return Response.json({ ...importJson(record), effect: record.effect ? effectJson(record.effect) : null });
  return Response.json(importJson(record), { status: 201 });
}

/** Keeps the upload on disk and answers; the import goes on by itself. Its place is taken first: whoever has no turn to come is told so. */
async function spooled(access: Access, body: Readable, options: ImportOptions): Promise<Response> {
  const { turn, leave } = queueUp(access.actor);
  const folder = path.join(env.dataDir, "spool");
  const file = path.join(folder, crypto.randomUUID());
  const end = async () => {
    leave();
    await rm(file, { force: true });
  };
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { id, receive } = await openImport(access, options);
    await pipeline(body, createWriteStream(file, { mode: 0o600 })).catch(async (error) => {
      await receive(failing(error)).catch(() => {});
      throw error;
    });
    void turn
      .then(() => stat(file))
      .then(({ size }) => receive(createReadStream(file), size))
      .catch((error) => log.warn({ err: error, importId: id }, "import broke off"))
      .finally(end)
      .then(() => dropOldSpool(folder));
    return Response.json(importJson(await importById(access, id)), { status: 202 });
  } catch (error) {
    await end();
    throw error;
  }
}

// biome-ignore lint/correctness/useYield: it stands for a body that could not be read
async function* failing(error: unknown): AsyncGenerator<Uint8Array> {
  throw error;
}

/** Files that a killed process left. */
async function dropOldSpool(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const file = path.join(folder, name);
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > spoolMs) await rm(file, { force: true });
  }
}

function refused({ id, error }: ImportRecord, requestId: string): Response {
  const extra = { code: error?.code, id: id === null ? null : String(id) };
  return problemResponse(new Refusal("unreadable_file", error?.detail, { extra }), requestId);
}
