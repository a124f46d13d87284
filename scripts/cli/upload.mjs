// @ts-check
// One file's way in: sent as a stream, followed until the server is done with it.
import { open } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "./failure.mjs";
import { isSuccess, Refused } from "./server.mjs";

const pieceBytes = 256 << 10;
const pollMs = { first: 200, most: 1000 };

/**
 * @typedef {import("./server.mjs").Server} Server
 * @typedef {import("./inputs.mjs").Input} Input
 * @typedef {{ phase: "uploading" | "queued" | "reading", bytes: number, size?: number, isSent?: boolean, rows?: number, id?: string }} Progress
 * @typedef {{ query: URLSearchParams, isDryRun: boolean, follows: boolean, onProgress: (progress: Progress) => void }} Options
 */

/**
 * Sends a file and answers its import as the API says it. With `follows` the server keeps the file, answers at once and is asked how it goes; a dry run, and a
 * key that may not read, wait for the one answer instead. Nothing is kept of a file that broke off, so it is simply sent again. Throws Failure.
 * @param {Server} server @param {Input} input @param {Options} options @returns {Promise<any>}
 */
export async function importFile(server, input, { query, isDryRun, follows, onProgress }) {
  const url = server.at("/api/v1/imports", new URLSearchParams([...query, ["filename", input.filename]]));
  const headers = { "content-type": "application/octet-stream", ...(follows && { prefer: "respond-async" }) };
  const retries = input.path === "-" ? 0 : server.retries; // what came through a pipe cannot be read twice
  /** @type {Progress | null} */
  let last = null;
  const told = (/** @type {Progress} */ progress) => {
    // The answer may be here before the last piece is known to have left.
    if (last?.id !== undefined && progress.id === undefined) return;
    last = progress;
    onProgress(progress);
  };
  try {
    return await server.patiently(async () => {
      last = null;
      const answer = await server.send(url, { method: "POST", headers, body: await bodyOf(input, told) });
      if (!isSuccess(answer)) throw await server.refusal(answer, url);
      const record = await server.jsonOf(answer);
      return follows ? await followed(server, record, told) : record;
    }, retries);
  } catch (error) {
    throw error instanceof Failure && error.code === "stopped" ? stoppedAt(last, isDryRun) : error;
  } finally {
    if (input.path === "-") process.stdin.destroy(); // whoever still writes into it must not keep us
  }
}

/** What an interruption leaves: nothing while the file was on its way, an import that goes on once the server has it. @param {Progress | null} last @param {boolean} isDryRun */
function stoppedAt(last, isDryRun) {
  if (isDryRun || last === null || (last.phase === "uploading" && !last.isSent)) return new Failure("cancelled");
  return new Failure("left_running", { id: last.id ?? "?" }, { id: last.id ?? null });
}

/**
 * The bytes of a file, counted. A file that is being written ends where it ended at the start; one that shrinks is an error.
 * @param {Input} input @param {(progress: Progress) => void} onProgress @returns {Promise<import("./server.mjs").Body>}
 */
async function bodyOf({ path }, onProgress) {
  if (path === "-") return { content: counted(process.stdin, {}, onProgress) };
  const unreadable = () => {
    throw new Failure("unreadable_file", { file: path });
  };
  const file = await open(path).catch(unreadable);
  const stats = await file.stat();
  if (!stats.isFile()) return { content: counted(file.createReadStream({ highWaterMark: pieceBytes }), {}, onProgress) }; // a named pipe
  const { size } = stats;
  if (size === 0) {
    await file.close();
    throw new Failure("empty_file", { file: path });
  }
  return { content: counted(file.createReadStream({ highWaterMark: pieceBytes, end: size - 1 }), { size, path }, onProgress), size };
}

/**
 * @param {AsyncIterable<Uint8Array>} pieces @param {{ size?: number, path?: string }} file @param {(progress: Progress) => void} onProgress
 * @returns {AsyncGenerator<Uint8Array>}
 */
async function* counted(pieces, { size, path = "" }, onProgress) {
  const known = size !== undefined && { size };
  let bytes = 0;
  onProgress({ phase: "uploading", bytes, ...known });
  for await (const piece of pieces) {
    yield piece;
    bytes += piece.length;
    onProgress({ phase: "uploading", bytes, ...known });
  }
  if (size !== undefined && bytes < size) throw new Failure("file_changed", { file: path });
  onProgress({ phase: "uploading", bytes, ...known, isSent: true });
}

/** Asks until the import has ended. @param {Server} server @param {any} record @param {(progress: Progress) => void} onProgress @returns {Promise<any>} */
async function followed(server, record, onProgress) {
  const url = server.at(`/api/v1/imports/${encodeURIComponent(record.id)}`);
  let current = record;
  for (let wait = pollMs.first; current.status === "queued" || current.status === "running"; wait = Math.min(wait * 1.5, pollMs.most)) {
    const phase = current.status === "queued" ? "queued" : "reading";
    onProgress({ phase, bytes: current.bytes, rows: current.rows, id: record.id });
    await delay(wait, undefined, { signal: server.signal }).catch(() => {});
    if (server.signal.aborted) throw new Failure("stopped");
    current = await server.json(url).catch((error) => {
      throw error instanceof Failure && error.code !== "stopped" ? new Failure("lost_sight", { id: record.id }, { id: record.id }) : error;
    });
  }
  if (current.status === "failed")
    throw new Failure("refused", { detail: current.error?.detail ?? "" }, { id: current.id, answer: current.error?.code });
  if (current.status === "interrupted") {
    throw new Refused(
      new Failure("unavailable", { host: server.base.host, status: "503", detail: current.error?.detail ?? "" }, { id: current.id }),
      {
        status: 503,
      },
    );
  }
  return current;
}
