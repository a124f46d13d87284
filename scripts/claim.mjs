// A claim of a folder or a task by a process: a file that names it, and counts only while that very process lives.
import { execFileSync } from "node:child_process";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Claims `file` for this process. Answers how to release it, or the process that holds it.
 * @param {string} file
 * @returns {{ release: () => void } | { holder: number }}
 */
export function claim(file) {
  for (;;) {
    if (createWhole(file, `${process.pid} ${startOf(process.pid)}`)) return { release: () => rmSync(file, { force: true }) };
    const held = read(file);
    if (held === null) continue; // released in between
    const holder = Number.parseInt(held, 10);
    const start = startOf(holder);
    if (start && held === `${holder} ${start}`) return { holder };
    dropStale(file, held);
  }
}

/** Claims `file` as soon as its holder is done; `onWait` is told once whom it waits for. @param {string} file @param {(holder: number) => void} onWait */
export async function claimInTurn(file, onWait) {
  for (let isFirst = true; ; isFirst = false) {
    const claimed = claim(file);
    if ("release" in claimed) return claimed;
    if (isFirst) onWait(claimed.holder);
    await sleep(200);
  }
}

/** Writes a file that nobody ever sees half-written; false when there is one already. @param {string} file @param {string} content */
export function createWhole(file, content) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, content, { mode: 0o600 });
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Moves a dead process's claim away; one that another has made meanwhile is put back. @param {string} file @param {string} held */
function dropStale(file, held) {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  if (moved !== null && moved !== held) createWhole(file, moved);
  rmSync(aside, { force: true });
}

/** When a process began, as its system says: a number that was given to another process since is told apart. Empty: it is not there. @param {number} pid */
function startOf(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EPERM") return "";
  }
  try {
    if (process.platform === "linux") return startInStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
    if (process.platform === "win32") return "running";
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

/** @param {string} stat the state and the start are the 3rd and 22nd field; the 2nd, in brackets, may hold anything. A zombie is dead. */
function startInStat(stat) {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? "" : (fields[19] ?? "");
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
