// `npm start`: installs, starts the database, migrates, builds, serves. `--dev` serves the sources as they change.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { parseSettings, readSource } from "./environment.mjs";
import { checkNode, ensureBuilt, ensureGenerated, ensurePackages } from "./packages.mjs";

const root = path.dirname(import.meta.dirname);
const isDev = process.argv.includes("--dev");
const startedAt = Date.now();
const say = (/** @type {string} */ text) => console.log(`[${((Date.now() - startedAt) / 1000).toFixed(1).padStart(5)} s] ${text}`);

/** What has to be undone at the end, last first. @type {(() => Promise<void> | void)[]} */
const ending = [];
let isEnding = false;

/** @param {number} code */
async function end(code) {
  if (isEnding) return;
  isEnding = true;
  for (const step of ending.reverse()) await step();
  process.exit(code);
}

function watchSignals() {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void end(0));
  // A signal sent to npm ends npm only; whoever has lost npm ends too.
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && void end(0), 500).unref();
}

async function main() {
  checkNode();
  process.chdir(root);
  watchSignals();
  const source = readSource();
  const settings = parseSettings(source);
  const hosts = settings.host ? [settings.host] : ["127.0.0.1", "::1"];
  await claimPort(hosts, settings.port);

  await ensurePackages(say);
  const database = await openDatabase(settings);
  await migrate(database.url);
  await ensureGenerated(say);
  if (!isDev) await ensureBuilt(say);

  const isOpen = settings.host !== null && !["127.0.0.1", "::1", "localhost"].includes(settings.host);
  await serve({
    ...source,
    DATABASE_URL: database.url,
    AUTH_SECRET: database.secret,
    NEXTAUTH_SECRET: database.secret,
    NEXTAUTH_URL: settings.appUrl,
    OBOLE_DATA_DIR: settings.dataDir,
    OBOLE_SETUP_TOKEN: isOpen ? await setupToken(database.url) : "",
    PORT: String(settings.port),
    OBOLE_HOSTS: hosts.join(","),
  });
  say(`ready: ${settings.hasAppUrl ? settings.appUrl : `http://localhost:${settings.port}`}`);
}

/** @param {ReturnType<typeof parseSettings>} settings */
async function openDatabase(settings) {
  if (settings.databaseUrl) {
    if (!settings.authSecret)
      throw new Error("AUTH_SECRET is missing: with DATABASE_URL it has to be set. Example: AUTH_SECRET=$(openssl rand -base64 32)");
    return { url: settings.databaseUrl, secret: settings.authSecret };
  }
  const folder = settings.dataDir;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    claimFolder(folder);
  } catch (error) {
    throw diskError(error, folder);
  }
  say(`starting the database in ${path.relative(root, folder) || folder}`);
  const { createDatabase, startPostgres } = await import("./postgres.mjs");
  const server = await startPostgres({ folder, say });
  ending.push(() => server.stop());
  await createDatabase(server.url("postgres"), "obole");
  return { url: server.url("obole"), secret: settings.authSecret ?? keptSecret(folder) };
}

/** @param {string} url */
async function migrate(url) {
  const { applyMigrations } = await import("./migrations.mjs");
  try {
    const applied = await applyMigrations(url);
    if (applied.length) say(`database brought up to date (${applied.length} migration${applied.length === 1 ? "" : "s"})`);
  } catch (error) {
    const { code, message } = /** @type {Error & { code?: string }} */ (error);
    const unreachable = ["ECONNREFUSED", "ENOTFOUND", "ETIMEDOUT", "EHOSTUNREACH"].includes(code ?? "") || code?.startsWith("28") || code === "3D000";
    if (!unreachable && !/timeout/.test(message)) throw error;
    throw new Error(`The database in DATABASE_URL cannot be reached (${new URL(url).host}): ${message || code}`);
  }
}

/** @param {Record<string, string | undefined>} env */
async function serve(env) {
  say(isDev ? "serving the sources" : "serving");
  const child = spawn(process.execPath, [path.join("scripts", "server.mjs"), ...(isDev ? ["--dev"] : [])], {
    env: { ...env, NODE_ENV: isDev ? "development" : "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  ending.push(async () => {
    if (child.exitCode !== null || child.signalCode) return;
    child.kill("SIGTERM");
    await ended;
  });
  await new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", () => reject(new Error("The server ended while it was starting; the reason is above.")));
  });
  child.once("exit", () => {
    if (!isEnding) console.error("Obole's server ended unexpectedly. Start again with: npm start");
    void end(1);
  });
}

/** The secret that signs sessions, made once. @param {string} folder */
function keptSecret(folder) {
  const file = path.join(folder, "auth-secret");
  try {
    writeFileSync(file, randomBytes(32).toString("base64"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw diskError(error, folder);
  }
  return readFileSync(file, "utf8");
}

/** Whoever can reach an open port before the owner has been there needs this token. @param {string} url */
async function setupToken(url) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query('select 1 from "user" limit 1');
  await client.end();
  const token = randomBytes(12).toString("base64url");
  if (!rowCount) say(`set-up token, asked for at the first visit: ${token}`);
  return token;
}

/** One launcher per data folder. @param {string} folder */
function claimFolder(folder) {
  const file = path.join(folder, "obole.pid");
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      ending.push(() => rmSync(file, { force: true }));
      return;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    }
    const holder = Number(readFileSync(file, "utf8"));
    if (isLauncher(holder))
      throw new Error(`Obole is already running over ${folder} (process ${holder}). Stop it first, or set OBOLE_DATA_DIR to another folder.`);
    rmSync(file, { force: true });
  }
}

/** Whether a process is one of ours; a number may have been given to another since. @param {number} pid */
function isLauncher(pid) {
  if (!pid || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("start.mjs");
  } catch {
    return false;
  }
}

/** @param {string[]} hosts @param {number} port */
async function claimPort(hosts, port) {
  for (const host of hosts) {
    const code = await new Promise((resolve) => {
      const probe = net.createServer().once("error", (error) => resolve(/** @type {NodeJS.ErrnoException} */ (error).code));
      probe.listen(port, host, () => probe.close(() => resolve(null)));
    });
    if (code === "EADDRINUSE") throw new Error(`Port ${port} is taken. Stop what listens there, or choose another: PORT=${port + 1} npm start`);
    if (code === "EACCES") throw new Error(`Port ${port} may not be used by this user. Choose one from 1024: PORT=3000 npm start`);
    if (code === "EADDRNOTAVAIL" && host !== "::1") throw new Error(`HOST is wrong: this machine has no address ${host}. Example: HOST=127.0.0.1`);
  }
}

/** @param {unknown} error @param {string} folder */
function diskError(error, folder) {
  const { code } = /** @type {NodeJS.ErrnoException} */ (error);
  if (code === "ENOSPC") return new Error(`There is no space left on the disk that holds ${folder}.`);
  if (code === "EACCES" || code === "EROFS") return new Error(`${folder} cannot be written. Set OBOLE_DATA_DIR to a folder that can.`);
  return error;
}

main().catch(async (error) => {
  console.error(error instanceof Error ? error.message : error);
  await end(1);
});
