// An embedded PostgreSQL: a real server, its data in a folder of ours, started again when it dies.
import { execFile, spawn } from "node:child_process";
import { chmodSync, chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { freePort } from "./listening.mjs";
import { findBinaries, nobody, ordinary, versionOf, wayToRun } from "./postgres-binaries.mjs";

export { freePort };

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

/**
 * Starts a server over `folder` (made on the first start) and keeps it running: when it dies without being told to, it is started again on the same port.
 * @param {{ folder: string, fast?: boolean, say?: (text: string) => void, onLoss?: (reason: Error) => void }} options `fast`: for throw-away data only,
 *   nothing is synced to disk; `onLoss`: it died and could not be started again
 * @returns {Promise<{ url: (database: string) => string, stop: () => Promise<void>, pid: () => number | undefined }>}
 */
export async function startPostgres({ folder, fast = false, say = () => {}, onLoss = () => {} }) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const cluster = path.join(folder, "pg");
  const binaries = await findBinaries(say);
  const way = wayToRun();
  if (way === "nobody") chmodSync(folder, 0o711); // its user has to get through
  await createCluster(binaries, cluster, way);
  const port = await freePort();
  let isStopping = false;
  /** @type {Promise<unknown>} */
  let restarting = Promise.resolve();
  /** @type {Child | null} */
  let server = null;
  await bringUp();

  async function serve() {
    const log = openSync(path.join(folder, "postgres.log"), "a", 0o600);
    const settings = [...tuning, ...(fast ? throwAway : [])].flatMap((setting) => ["-c", setting]);
    const [command, args, as] = ordinary(way, path.join(binaries, "postgres"), ["-D", cluster, "-p", String(port), "-k", "", ...settings]);
    const child = spawn(command, args, { ...as, stdio: ["ignore", log, log], detached: true });
    closeSync(log);
    child.once("error", () => {}); // its exit says the same
    child.once("exit", () => {
      if (isStopping || child !== server) return;
      say("the database stopped unexpectedly; starting it again");
      restarting = bringUp().then(
        () => say("the database answers again"),
        (error) => isStopping || onLoss(error),
      );
    });
    await untilItAnswers(port, { child, folder, say });
    return child;
  }

  /** Tries again while what is left of a killed server still holds its data. */
  async function bringUp() {
    for (let attempt = 1; ; attempt++) {
      await stopLeftover(cluster);
      try {
        server = await serve();
        return;
      } catch (error) {
        const isHeld = /postmaster\.pid|shared memory|TCP\/IP sockets/.test(/** @type {Error} */ (error).message);
        if (!isHeld || isStopping || attempt === attempts) throw error;
        await sleep(attemptMs);
      }
    }
  }

  return {
    url: (database) => `postgresql://${user}@127.0.0.1:${port}/${database}`,
    pid: () => postmaster(cluster)?.pid,
    stop: async () => {
      isStopping = true;
      await restarting;
      await stop(server, cluster);
    },
  };
}

/**
 * Creates a database if it is not there.
 * @param {string} adminUrl @param {string} name
 */
export async function createDatabase(adminUrl, name) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    if (error.code !== "42P04") throw error; // it exists
  } finally {
    await client.end();
  }
}

/** Fast shutdown: open transactions roll back. @param {Child | null} server @param {string} cluster */
async function stop(server, cluster) {
  if (!server || hasEnded(server)) return;
  const ended = new Promise((resolve) => server.once("exit", () => resolve(true)));
  const pid = postmaster(cluster)?.pid ?? server.pid;
  if (pid) signal(pid, "SIGINT");
  if (!(await Promise.race([ended, sleep(stopMs, false, { ref: false })])) && pid) signal(pid, "SIGQUIT"); // recovers at the next start
  await ended;
}

/** @param {string} binaries @param {string} cluster @param {ReturnType<typeof wayToRun>} way */
async function createCluster(binaries, cluster, way) {
  const version = path.join(cluster, "PG_VERSION");
  if (existsSync(version)) {
    const [needs, has] = [readFileSync(version, "utf8").trim(), versionOf(binaries)];
    if (has === needs) return;
    throw new Error(`The data in ${cluster} was written by PostgreSQL ${needs}; PostgreSQL ${has} was found. Install PostgreSQL ${needs}.`);
  }
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
function postmaster(cluster) {
  try {
    return { pid: Number(readFileSync(path.join(cluster, "postmaster.pid"), "utf8").split("\n")[0]) };
  } catch {
    return null;
  }
}

/** Ends a server that an earlier, killed start left over this data. @param {string} cluster */
async function stopLeftover(cluster) {
  const left = postmaster(cluster);
  if (!left?.pid || !isPostgresOver(left.pid, cluster)) return;
  signal(left.pid, "SIGINT");
  for (let wait = 0; wait < 100 && isPostgresOver(left.pid, cluster); wait++) await sleep(100);
}

/** @param {number} pid @param {string} cluster */
function isPostgresOver(pid, cluster) {
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
function hasEnded(child) {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Waits as long as it says that it is starting: after a crash it may have much to read again. @param {number} port @param {{ child: Child, folder: string, say: (text: string) => void }} over */
async function untilItAnswers(port, { child, folder, say }) {
  const { default: pg } = await import("pg");
  let [heardAt, saidAt] = [Date.now(), Date.now()];
  while (Date.now() - heardAt < silenceMs) {
    if (hasEnded(child)) throw new Error(`The database ended while it was starting: ${lastWords(folder)}`);
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
  throw new Error(`The database did not answer within ${silenceMs / 1000} seconds: ${lastWords(folder)}`);
}

/** @param {string} folder */
function lastWords(folder) {
  const file = path.join(folder, "postgres.log");
  const reason = reasonIn(readFileSync(file, "utf8").slice(-10_000));
  return `${reason ?? "it gave no reason"} (${file})`;
}
