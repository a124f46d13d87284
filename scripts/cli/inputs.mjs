// @ts-check
// Which files the arguments mean.
import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { Failure } from "./failure.mjs";
import { filesMatching, isPattern } from "./glob.mjs";

/** @typedef {{ path: string, filename: string }} Input `path` "-" is the standard input. */

const importable = /\.(csv|tsv|txt|json|jsonl|ndjson|xlsx|zip|gz)$/i;

/**
 * The files of files, folders and patterns, each once, in the order given. `filename`: what a single one is to be called. Throws Failure.
 * @param {string[]} named @param {string} [filename] @returns {Promise<Input[]>}
 */
export async function inputsOf(named, filename) {
  if (named.length === 0) throw new Failure("no_files");
  /** @type {Map<string, Input>} */
  const inputs = new Map();
  for (const name of named) {
    for (const file of await filesOf(name)) {
      const key = file === "-" ? file : await realpath(file).catch(() => file);
      if (!inputs.has(key)) inputs.set(key, { path: file, filename: filename ?? (file === "-" ? "stdin" : path.basename(file)) });
    }
  }
  if (filename !== undefined && inputs.size > 1) throw new Failure("one_filename", { files: String(inputs.size) });
  return [...inputs.values()];
}

/** @param {string} name */
async function filesOf(name) {
  if (name === "-") return [name];
  const found = await stat(name).catch(() => null);
  if (found?.isDirectory()) {
    const files = await filesUnder(name);
    if (files.length === 0) throw new Failure("empty_folder", { folder: name });
    return files;
  }
  if (found) return [name];
  if (!isPattern(name)) throw new Failure("no_such_file", { file: name });
  const files = await filesMatching(name);
  if (files.length === 0) throw new Failure("no_match", { pattern: name });
  return files;
}

/** What looks like usage by its name, hidden files and folders left out. @param {string} folder @returns {Promise<string[]>} */
async function filesUnder(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw new Failure("unreadable_file", { file: folder });
  });
  const files = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".")) continue;
    const inside = path.join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await filesUnder(inside)));
    else if (importable.test(entry.name)) files.push(inside);
  }
  return files;
}
