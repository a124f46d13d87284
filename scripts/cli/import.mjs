// @ts-check
// `obole import`: sends files, several at once, and says what became of each.
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { exitOf, Failure } from "./failure.mjs";
import { inputsOf } from "./inputs.mjs";
import { ProgressDisplay } from "./progress.mjs";
import { receiptLines, totalLine } from "./receipt.mjs";
import { saveTo } from "./save.mjs";
import { importFile } from "./upload.mjs";
import { counted, failureText, fill, waitText } from "./voice.mjs";

/**
 * @typedef {import("./run.mjs").Call} Call
 * @typedef {import("./inputs.mjs").Input} Input
 * @typedef {{ record?: any, failure?: Failure }} Result An import, or why there is none; both where only its rejected rows could not be saved.
 */

/** What one file meets, all would: the others are not tried. */
const meetsAll = new Set(["invalid_input", "key_refused", "not_allowed", "redirected", "not_obole", "unreachable", "certificate", "unavailable"]);
const usualJobs = 2;
const mostJobs = 8;

/** @param {Call} call @returns {Promise<number>} the exit code */
export async function runImport(call) {
  const { given, server, voice, err, signal } = call;
  const inputs = await inputsOf(call.files, given.text("filename"));
  const query = await queryOf(given);
  const follows = !given.on("dry-run") && (await mayRead(server));
  const display = new ProgressDisplay({ stream: err, voice, isQuiet: given.on("quiet") });
  server.onWait = (wait) => display.print(waitText(wait, voice), err);

  /** @type {Result[]} */
  const results = [];
  const waiting = [...inputs];
  let isHopeless = false;
  const work = async () => {
    for (let input = waiting.shift(); input; input = isHopeless || signal.aborted ? undefined : waiting.shift()) {
      const result = await resultOf(call, display, input, { query, follows });
      results.push(result);
      isHopeless ||= result.failure !== undefined && meetsAll.has(result.failure.code);
    }
  };
  const jobs = Math.min(Math.max(1, given.number("jobs", usualJobs)), mostJobs, inputs.length);
  await Promise.all(Array.from({ length: jobs }, work)).finally(() => display.end());

  if (waiting.length) err.write(`${counted(voice.words.notSent, waiting.length, voice)}\n`);
  if (results.length > 1) tellTotal(call, results);
  return Math.max(...results.map((result) => exitCode(result, given.on("allow-rejected"))));
}

/** @param {Call} call @param {ProgressDisplay} display @param {Input} input @param {{ query: URLSearchParams, follows: boolean }} options @returns {Promise<Result>} */
async function resultOf(call, display, input, options) {
  const { given, server, voice, out, err } = call;
  /** @type {Result} */
  const result = {};
  try {
    result.record = await importFile(server, input, {
      ...options,
      isDryRun: given.on("dry-run"),
      onProgress: (how) => display.update(input.path, how),
    });
    display.remove(input.path);
    if (given.on("json")) display.print(JSON.stringify({ file: input.path, ...result.record }), out);
    else if (!given.on("quiet")) display.print(receiptLines(input.path, result.record, voice).join("\n"), out);
    await saveRejected(call, display, result.record);
  } catch (error) {
    display.remove(input.path);
    if (!(error instanceof Failure)) throw error;
    result.failure = error;
    display.print(fill(voice.words.ofFile, { file: input.path, text: failureText(error, voice) }), err);
    if (given.on("json") && !result.record) display.print(JSON.stringify(failedJson(input, error)), out);
  }
  return result;
}

/** A file that did not go in, in the shape of an import. @param {Input} input @param {Failure} failure */
function failedJson({ path: file }, { id, answer, code, about }) {
  return { file, id, status: "failed", error: { code: answer ?? code, detail: about.detail ?? "" } };
}

/** Keeps the rejected rows of an import in the folder that was named. @param {Call} call @param {ProgressDisplay} display @param {any} record */
async function saveRejected({ given, server, voice, out }, display, record) {
  const folder = given.text("rejected");
  if (folder === undefined || !record.rejected) return;
  await mkdir(folder, { recursive: true }).catch(({ code }) => {
    throw new Failure("not_written", { file: folder, why: code });
  });
  const name = path.basename(record.filename).replace(/(\.(csv|tsv|txt|json|jsonl|ndjson|xlsx|zip|gz))+$/i, "");
  const file = path.join(folder, `${name}-${record.id}-rejected.csv`);
  await server.ask(server.at(`/api/v1/imports/${record.id}/rejected.csv`), (answer) => saveTo(answer, file));
  if (!given.on("quiet") && !given.on("json")) display.print(`  ${fill(voice.words.receipt.saved, { file })}`, out);
}

/** @param {Call} call @param {Result[]} results */
function tellTotal({ given, voice, out }, results) {
  const records = results.flatMap(({ record }) => (record ? [record] : []));
  if (!given.on("json") && !given.on("quiet")) out.write(`${totalLine(records, results.length, voice)}\n`);
}

/** @param {Result} result @param {boolean} allowsRejected */
function exitCode({ record, failure }, allowsRejected) {
  if (failure) return failure.exit;
  return record.rejected && !allowsRejected ? exitOf.rejected : exitOf.done;
}

/** Whether the key may look at imports, so that they can be followed. Says at once when the server or the key is wrong. @param {import("./server.mjs").Server} server */
async function mayRead(server) {
  try {
    await server.json(server.at("/api/v1/imports", new URLSearchParams({ limit: "1" })));
    return true;
  } catch (error) {
    if (error instanceof Failure && error.code === "not_allowed") return false;
    throw error;
  }
}

/** The options that the server decides on. @param {import("./command-line.mjs").Given} given */
async function queryOf(given) {
  const query = new URLSearchParams();
  for (const option of ["source", "timezone", "format", "month", "on-conflict"]) {
    const text = given.text(option);
    if (text !== undefined) query.set(option.replace("-", "_"), text);
  }
  if (given.on("dry-run")) query.set("dry_run", "1");
  const mapping = given.text("mapping");
  if (mapping !== undefined) query.set("mapping", await mappingOf(mapping));
  return query;
}

/** A mapping's JSON, in one line. @param {string} file */
async function mappingOf(file) {
  try {
    return JSON.stringify(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    throw new Failure("unreadable_mapping", { file, why: error instanceof Error ? error.message : "" });
  }
}
