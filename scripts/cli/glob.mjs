// @ts-check
// Patterns of file names, for shells that leave them alone and for quoted ones: * ? [a-z] [!a-z] {a,b} and ** over folders.
import { readdir, stat } from "node:fs/promises";
import path from "node:path";

/** Whether a text is a pattern. @param {string} text */
export function isPattern(text) {
  return /[*?[{]/.test(text);
}

/** The files that match, sorted. Hidden names match only what begins with a dot, and links to folders are not followed by `**`. @param {string} pattern */
export async function filesMatching(pattern) {
  /** @type {Set<string>} */
  const found = new Set();
  for (const plain of withoutBraces(pattern)) {
    const parts = plain.split(path.sep === "\\" ? /[\\/]+/ : /\/+/);
    for await (const file of walk(parts[0] === "" ? "/" : "", parts[0] === "" ? parts.slice(1) : parts)) found.add(file);
  }
  return [...found].sort();
}

/** a{b,c}d as abd and acd; braces may lie in braces. @param {string} pattern @returns {string[]} */
export function withoutBraces(pattern) {
  const open = pattern.indexOf("{");
  if (open < 0) return [pattern];
  const choices = [];
  let depth = 0;
  let from = open + 1;
  for (let at = open; at < pattern.length; at++) {
    if (pattern[at] === "{") depth++;
    if (pattern[at] === "}") depth--;
    if ((pattern[at] === "," && depth === 1) || (pattern[at] === "}" && depth === 0)) {
      choices.push(pattern.slice(from, at));
      from = at + 1;
    }
    if (depth === 0) {
      if (choices.length === 1) return withoutBraces(pattern.slice(from)).map((rest) => `${pattern.slice(0, from)}${rest}`);
      return choices.flatMap((choice) => withoutBraces(pattern.slice(0, open) + choice + pattern.slice(from)));
    }
  }
  return [pattern]; // never closed: an ordinary character
}

/** One name, without folders, as a regular expression. @param {string} pattern */
export function namePattern(pattern) {
  let source = "";
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? "";
    const list = character === "[" ? /^\[([!^]?)(\]?[^\]]*)\]/.exec(pattern.slice(at)) : null;
    if (list) {
      source += `[${list[1] ? "^" : ""}${(list[2] ?? "").replace(/[\\\]^[]/g, "\\$&")}]`;
      at += list[0].length - 1;
    } else if (character === "*") source += ".*";
    else if (character === "?") source += ".";
    else source += character.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
  }
  return new RegExp(`^${pattern.startsWith(".") ? "" : "(?!\\.)"}${source}$`, "su");
}

/** @param {string} folder @param {string[]} parts @returns {AsyncGenerator<string>} */
async function* walk(folder, parts) {
  const [part = "", ...rest] = parts;
  if (!isPattern(part)) {
    const next = folder + part;
    if (rest.length) yield* walk(`${next}/`, rest);
    else if (await isFile(next)) yield next;
    return;
  }
  if (part === "**") yield* walk(folder, rest.length ? rest : ["*"]);
  const matches = part === "**" ? namePattern("*") : namePattern(part);
  for (const entry of await entries(folder || ".")) {
    if (!matches.test(entry.name)) continue;
    if (part === "**") {
      if (entry.isDirectory()) yield* walk(`${folder}${entry.name}/`, parts);
    } else if (rest.length) {
      if (entry.isDirectory() || entry.isSymbolicLink()) yield* walk(`${folder}${entry.name}/`, rest);
    } else if (await isFile(folder + entry.name)) yield folder + entry.name;
  }
}

/** @param {string} name */
async function isFile(name) {
  return (await stat(name).catch(() => null))?.isDirectory() === false;
}

/** @param {string} folder */
async function entries(folder) {
  return await readdir(folder, { withFileTypes: true }).catch(() => []);
}
