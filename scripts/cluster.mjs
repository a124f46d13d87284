// One PostgreSQL cluster (a folder of data) and the server over it: made, started, stopped, taken back from a killed start.
import { execFile, spawn } from "node:child_process";
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { nobody, ordinary } from "./postgres-binaries.mjs";

const user = "obole";
const run = promisify(execFile);
const tuning = ["listen_addresses=127.0.0.1", "max_connections=120", "shared_buffers=256MB", "max_wal_size=2GB", "work_mem=32MB", "jit=off"];
const throwAway = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

const attempts = 20;
const attemptMs = 500;
/** A server that does not even answer that it is starting. */
const silenceMs = 60_000;
const stopMs = 15_000;

/** @typedef {import("node:child_process").ChildProcess} Child */
/** @typedef {ReturnType<typeof import("./postgres-binaries.mjs").wayToRun>} Way */
/**
 * `cluster`: its folder; `binaries`: of the major version that wrote it; `log`: where the server writes.
 * @typedef {{ cluster: string, binaries: string, way: Way, port: number, log: string, fast?: boolean, say: (text: string) => void }} Served
 */

/** The address of a database of a cluster. @param {number} port @param {string} database */
export function urlOf(port, database) {
  return `postgresql://${user}@127.0.0.1:${port}/${database}`;
}

/** The major version that wrote a cluster; null: there is none. @param {string} cluster */
export function majorOf(cluster) {
  const version = path.join(cluster, "PG_VERSION");
  return existsSync(version) ? readFileSync(version, "utf8").trim() : null;
}

/**
 * Starts a server over a cluster; tries again while what is left of a killed one still holds its data.
 * @param {Served} served @param {{ isStopping?: () => boolean }} [options]
 * @returns {Promise<Child>}
 */
export async function bringUp(served, { isStopping = () => false } = {}) {
  for (let attempt = 1; ; attempt++) {
    await stopLeftover(served.cluster);
    try {
      return await serve(served);
    } catch (error) {
      const isHeld = /postmaster\.pid|shared memory|TCP\/IP sockets/.test(/** @type {Error} */ (error).message);
      if (!isHeld || isStopping() || attempt === attempts) throw error;
      await sleep(attemptMs);
    }
  }
}

/** @param {Served} served */
async function serve({ cluster, binaries, way, port, log, fast = false, say }) {
  const output = openSync(log, "a", 0o600);
  const settings = [...tuning, ...(fast ? throwAway : [])].flatMap((setting) => ["-c", setting]);
  const [command, args, as] = ordinary(way, path.join(binaries, "postgres"), ["-D", cluster, "-p", String(port), "-k", "", ...settings]);
  const child = spawn(command, args, { ...as, stdio: ["ignore", output, output], detached: true });
  closeSync(output);
  child.once("error", () => {}); // its exit says the same
  await untilItAnswers(port, { child, log, say });
  return child;
}

/** Fast shutdown: open transactions roll back. @param {Child | null} server @param {string} cluster */
export async function stop(server, cluster) {
  if (!server || hasEnded(server)) return;
  const ended = new Promise((resolve) => server.once("exit", () => resolve(true)));
  const pid = postmaster(cluster)?.pid ?? server.pid;
  if (pid) signal(pid, "SIGINT");
  if (!(await Promise.race([ended, sleep(stopMs, false, { ref: false })])) && pid) signal(pid, "SIGQUIT"); // recovers at the next start
  await ended;
}

/** Makes an empty cluster, unless there is one. @param {string} binaries @param {string} cluster @param {Way} way */
export async function createCluster(binaries, cluster, way) {
  if (majorOf(cluster)) return;
  // Under another name until it is whole: a start that breaks off here leaves nothing that looks like a database.
  const unfinished = `${cluster}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  if (way === "nobody") chownSync(unfinished, nobody, nobody);
  // The server listens on loopback only, and its folder is private; local connections are trusted.
  const args = ["-D", unfinished, "-U", user, "--auth=trust", "-E", "UTF8", "--locale=C", "--no-instructions"];
  const [command, all, as] = ordinary(way, path.join(binaries, "initdb"), args);
  try {
    await run(command, all, as);
  } catch (error) {
    const { stderr = "", message } = /** @type {Error & { stderr?: string }} */ (error);
    rmSync(unfinished, { recursive: true, force: true });
    throw new Error(`The database could not be created in ${cluster}: ${reasonIn(stderr) ?? message}`);
  }
  renameSync(unfinished, cluster);
}

/** The last line that names a fault. @param {string} text */
function reasonIn(text) {
  return text
    .split("\n")
    .filter((line) => /FATAL|PANIC|error:|could not|cannot/i.test(line))
    .at(-1)
    ?.replace(/^.*?(FATAL|PANIC|error): +/i, "");
}

/** What the running server wrote about itself. @param {string} cluster */
export function postmaster(cluster) {
  try {
    const [pid, , , port] = readFileSync(path.join(cluster, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(pid), port: Number(port) };
  } catch {
    return null;
  }
}

/** Ends a server that an earlier, killed start left over this data. @param {string} cluster */
export async function stopLeftover(cluster) {
  const left = postmaster(cluster);
  if (!left?.pid || !isPostgresOver(left.pid, cluster)) return;
  signal(left.pid, "SIGINT");
  for (let wait = 0; wait < 100 && isPostgresOver(left.pid, cluster); wait++) await sleep(100);
}

/** @param {number} pid @param {string} cluster */
export function isPostgresOver(pid, cluster) {
  if (!signal(pid, 0)) return false;
  if (process.platform !== "linux") return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(cluster);
  } catch {
    return false;
  }
}

/** @param {number} pid @param {NodeJS.Signals | 0} name whether there was a process to take it */
function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** @param {Child} child */
export function hasEnded(child) {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Waits as long as it says that it is starting: after a crash it may have much to read again. @param {number} port @param {{ child: Child, log: string, say: (text: string) => void }} over */
async function untilItAnswers(port, { child, log, say }) {
  const { default: pg } = await import("pg");
  let [heardAt, saidAt] = [Date.now(), Date.now()];
  while (Date.now() - heardAt < silenceMs) {
    if (hasEnded(child)) throw new Error(`The database ended while it was starting: ${lastWords(log)}`);
    const client = new pg.Client({ host: "127.0.0.1", port, user, database: "postgres", connectionTimeoutMillis: 2_000 });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (/** @type {{ code?: string }} */ (error).code === "57P03") heardAt = Date.now(); // "the database system is starting up"
      await client.end().catch(() => {});
      await sleep(50);
    }
    if (Date.now() - saidAt < 5_000) continue;
    say("the database is still starting");
    saidAt = Date.now();
  }
  throw new Error(`The database did not answer within ${silenceMs / 1000} seconds: ${lastWords(log)}`);
}

/** @param {string} log */
function lastWords(log) {
  const reason = reasonIn(readFileSync(log, "utf8").slice(-10_000));
  return `${reason ?? "it gave no reason"} (${log})`;
}
