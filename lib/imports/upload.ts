import "server-only";
import { Readable } from "node:stream";
import type { ReadableStream as WebStream } from "node:stream/web";
import type { z } from "zod";
import type { Access } from "@/lib/access";
import { problemResponse } from "@/lib/api/problem";
import { Refusal } from "@/lib/errors";
import { acceptedLocale, type Locale } from "@/lib/i18n/locale";
import { log } from "@/lib/log";
import { effectJson } from "./effect";
import { failureWords } from "./failure-words";
import { importById } from "./queries";
import { inTurn, queueUp } from "./queue";
import { type ImportOptions, openImport, receiveImport } from "./receive";
import { type ImportRecord, importJson } from "./record";
import type { importQuerySchema } from "./schema";
import { discard, keeping, read, spool, takeKept } from "./spool";

type Body = AsyncIterable<Uint8Array>;
/** To whom, and in which language. */
type Answering = { requestId: string; locale: Locale };

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
  const { filename, source, format, mapping, month, on_conflict: onConflict, dry_run: dryRun, keep, upload } = query;
  const length = Number(request.headers.get("content-length") ?? Number.NaN);
  const isDryRun = dryRun === "1";
  const answering = { requestId, locale: acceptedLocale(request.headers.get("accept-language")) };
  const options: ImportOptions = {
    filename,
    timezone: mapping?.timezone ?? query.timezone,
    onConflict,
    isDryRun,
    format,
    ...(source && { source }),
    ...(mapping && { mapping }),
    ...(month && { month }),
    ...(Number.isFinite(length) && upload === undefined && { contentLength: length }),
  };
  const isAsync = /\brespond-async\b/.test(request.headers.get("prefer") ?? "") && !isDryRun;
  if (upload !== undefined) return await addKept(access, upload, options, { isAsync, ...answering });
  if (!request.body) throw new Refusal("invalid_input", "the body is empty; send the file as the body");
  const body = Readable.fromWeb(request.body as WebStream<Uint8Array>);
  body.on("error", () => {}); // the reader of the stream is told; nobody else has to be
  if (isAsync) return await later(access, options, () => spool(access, body, options.contentLength ?? null));
  const pieces = body.iterator({ destroyOnReturn: false });
  if (isDryRun) return await check(access, pieces, options, { isKept: keep === "1", ...answering });
  return finished(await inTurn(access.actor, () => receiveImport(access, pieces, options)), answering);
}

/** What an upload would do; `isKept`: it stays here for a while, so that adding it needs no second upload. */
async function check(
  access: Access,
  body: Body,
  options: ImportOptions,
  { isKept, ...answering }: Answering & { isKept: boolean },
): Promise<Response> {
  const kept = isKept ? keeping(access, body) : null;
  let id: string | null = null;
  try {
    const record = await inTurn(access.actor, () => receiveImport(access, kept?.body ?? body, options));
    if (record.status === "failed") return refused(record, answering);
    id = (await kept?.kept()) ?? null;
    return Response.json({ ...importJson(record), effect: record.effect ? effectJson(record.effect) : null, upload: id });
  } finally {
    if (id === null) await kept?.drop();
  }
}

/** Adds an upload that was kept when it was checked. */
async function addKept(
  access: Access,
  id: string,
  options: ImportOptions,
  { isAsync, ...answering }: Answering & { isAsync: boolean },
): Promise<Response> {
  const kept = await takeKept(access, id);
  if (!kept)
    throw new Refusal("upload_gone", "the checked upload is not here: it was kept for an hour, by the server that checked it; send the file");
  if (isAsync) return await later(access, options, async () => kept);
  try {
    return finished(await inTurn(access.actor, () => receiveImport(access, read(kept), { ...options, contentLength: kept.bytes })), answering);
  } finally {
    await discard(kept);
  }
}

function finished(record: ImportRecord, answering: Answering): Response {
  return record.status === "failed" ? refused(record, answering) : Response.json(importJson(record), { status: 201 });
}

/** Answers once the upload is on disk; the import goes on by itself. Its place is taken first: whoever has no turn to come is told so. */
async function later(access: Access, options: ImportOptions, arrive: () => ReturnType<typeof spool>): Promise<Response> {
  const { turn, leave } = queueUp(access.actor);
  try {
    const { id, receive } = await openImport(access, options);
    const spooled = await arrive().catch(async (error) => {
      await receive(failing(error)).catch(() => {});
      throw error;
    });
    void turn
      .then(() => receive(read(spooled), spooled.bytes))
      .catch((error) => log.warn({ err: error, importId: id }, "import broke off"))
      .finally(() => {
        leave();
        return discard(spooled);
      });
    return Response.json(importJson(await importById(access, id)), { status: 202 });
  } catch (error) {
    leave();
    throw error;
  }
}

// biome-ignore lint/correctness/useYield: it stands for a body that could not be read
async function* failing(error: unknown): AsyncGenerator<Uint8Array> {
  throw error;
}

/** In the sender's language. */
function refused({ id, error }: ImportRecord, { requestId, locale }: Answering): Response {
  const extra = { code: error?.code, id: id === null ? null : String(id), place: error?.place ?? null };
  return problemResponse(new Refusal("unreadable_file", error ? failureWords(locale, error) : undefined, { extra }), requestId);
}
