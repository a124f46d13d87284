// One PostgreSQL cluster (a folder of data) and the server over it: made, started, stopped, taken back from a killed start.
import { execFile, spawn } from "node:child_process";
import {
  chownSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { nobody, ordinary } from "./postgres-binaries.mjs";

const user = "obole";
const run = promisify(execFile);
const tuning = ["listen_addresses=127.0.0.1", "max_connections=120", "shared_buffers=256MB", "max_wal_size=2GB", "work_mem=32MB", "jit=off"];
const throwAway = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

const attempts = 120;
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

/** A log file, and where the lines of one start begin in it. @typedef {{ file: string, from: number }} Log */

/** What is left of a server that was killed holds the data, or the port. */
class StillHeld extends Error {}

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
      if (!(error instanceof StillHeld) || isStopping() || attempt === attempts) throw error;
      endSessions(served.cluster);
      await sleep(attemptMs);
    }
  }
}

/** @param {Served} served */
async function serve({ cluster, binaries, way, port, log, fast = false, say }) {
  const output = openSync(log, "a", 0o600);
  const from = fstatSync(output).size;
  const settings = [...tuning, ...(fast ? throwAway : [])].flatMap((setting) => ["-c", setting]);
  const [command, args, as] = ordinary(way, path.join(binaries, "postgres"), ["-D", cluster, "-p", String(port), "-k", "", ...settings]);
  const child = spawn(command, args, { ...as, stdio: ["ignore", output, output], detached: true });
  closeSync(output);
  child.once("error", () => {}); // its exit says the same
  await untilItAnswers(port, { child, log: { file: log, from }, say });
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

/** The last line that names a fault of the server; how a session of one that was killed ended is none. @param {string} text */
function reasonIn(text) {
  return text
    .split("\n")
    .filter((line) => /FATAL|PANIC|error:|could not|cannot/i.test(line) && !/terminating (connection|background)/.test(line))
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

/**
 * Ends the sessions of a server that was killed: one that is busy with a long query does not look up, and holds the data until it has done for nothing.
 * Elsewhere than on Linux they are waited for. @param {string} cluster
 */
function endSessions(cluster) {
  if (process.platform !== "linux") return;
  const place = realpathSync(cluster);
  for (const name of readdirSync("/proc")) {
    try {
      if (readlinkSync(`/proc/${name}/cwd`) === place && readFileSync(`/proc/${name}/cmdline`, "utf8").startsWith("postgres:"))
        signal(Number(name), "SIGTERM");
    } catch {} // no process of ours, or one that has just ended
  }
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

/** Waits as long as it says that it is starting: after a crash it may have much to read again. @param {number} port @param {{ child: Child, log: Log, say: (text: string) => void }} over */
async function untilItAnswers(port, { child, log, say }) {
  const { default: pg } = await import("pg");
  let [heardAt, saidAt] = [Date.now(), Date.now()];
  while (Date.now() - heardAt < silenceMs) {
    if (hasEnded(child)) throw endedEarly(log);
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

/** Sessions of a killed server write into the same log, so any line may be the one that tells. @param {Log} log */
function endedEarly(log) {
  const message = `The database ended while it was starting: ${lastWords(log)}`;
  return /postmaster\.pid|shared memory|TCP\/IP sockets/.test(saidSince(log)) ? new StillHeld(message) : new Error(message);
}

/** @param {Log} log */
function lastWords(log) {
  return `${reasonIn(saidSince(log)) ?? "it gave no reason"} (${log.file})`;
}

/** @param {Log} log */
function saidSince({ file, from }) {
  return readFileSync(file).subarray(from).toString();
}
