// Installs, starts the database, migrates, builds, serves; `--dev` serves the sources as they change.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { claimFolder, keptSecret } from "./data-folder.mjs";
import { parseSettings, readSource } from "./environment.mjs";
import { checkPort, loopback } from "./listening.mjs";
import { prepare, quiet, stopPreparing } from "./packages.mjs";

const root = path.dirname(import.meta.dirname);
const isDev = process.argv.includes("--dev");
/** Tests start the app without the settings of whoever runs them. */
const hasEnvFile = !process.argv.includes("--no-env-file");
/** Below a gibibyte V8 collects early instead of letting its heap quadruple: a large import stays in flat memory. */
const heapMebibytes = 1000;
/** Of the youngest objects. Twice as much, the default, costs an import 40 MB and saves it no time. */
const youngMebibytes = 8;
const startedAt = Date.now();
const say = (/** @type {string} */ text) => console.log(`[${((Date.now() - startedAt) / 1000).toFixed(1).padStart(5)} s] ${text}`);

/** What has to be undone at the end, last first. @type {(() => Promise<void> | void)[]} */
const ending = [];
let isEnding = false;

/** @param {number} code */
async function end(code) {
  if (isEnding) return;
  isEnding = true;
  if (code === 0) say("stopping");
  await stopPreparing();
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
  process.chdir(root);
  watchSignals();
  const source = readSource(process.env, hasEnvFile ? ".env" : null);
  const settings = parseSettings(source);
  const hosts = settings.host ? [settings.host] : loopback;
  await checkPort(hosts, settings.port);
  if (!settings.databaseUrl) ending.push(claimFolder(settings.dataDir));

  await prepare(say, { build: !isDev });
  const database = await openDatabase(settings);
  await migrate(database.url);

  const isOpen = settings.host !== null && !loopback.includes(settings.host);
  await serve({
    ...source,
    ...quiet,
    DATABASE_URL: database.url,
    AUTH_SECRET: database.secret,
    NEXTAUTH_SECRET: database.secret,
    NEXTAUTH_URL: settings.appUrl,
    OBOLE_DATA_DIR: settings.dataDir,
    OBOLE_SETUP_TOKEN: isOpen ? await setupToken(database.url) : "",
    PORT: String(settings.port),
    OBOLE_HOSTS: hosts.join(","),
  });
  say(`ready: ${settings.hasAppUrl ? settings.appUrl : addressOf(settings)}`);
}

/** @param {ReturnType<typeof parseSettings>} settings @returns {Promise<{ url: string, secret: string }>} */
async function openDatabase({ databaseUrl, authSecret, dataDir }) {
  if (databaseUrl && authSecret) return { url: databaseUrl, secret: authSecret };
  say(`starting the database in ${dataDir}`);
  const { startDatabase } = await import("./postgres.mjs");
  const onLoss = (/** @type {Error} */ reason) => {
    console.error(`The database could not be started again: ${reason.message}`);
    void end(1);
  };
  const { url, stop } = await startDatabase({ folder: dataDir, say, onLoss });
  ending.push(stop);
  return { url, secret: authSecret ?? keptSecret(dataDir) };
}

/** @param {string} url */
async function migrate(url) {
  const { applyMigrations } = await import("./migrations.mjs");
  const applied = await applyMigrations(url, say);
  if (applied.length) say(`database brought up to date (${applied.length} migration${applied.length === 1 ? "" : "s"})`);
}

/** @param {Record<string, string | undefined>} env */
async function serve(env) {
  if (isEnding) return;
  say(isDev ? "serving the sources" : "serving");
  const script = path.join("scripts", "server.mjs");
  const child = spawn(
    process.execPath,
    isDev ? [script, "--dev"] : [`--max-old-space-size=${heapMebibytes}`, `--max-semi-space-size=${youngMebibytes}`, script],
    {
      env: { ...env, NODE_ENV: isDev ? "development" : "production" },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    },
  );
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

/** Whoever can reach an open port before the owner has been there needs this token. @param {string} url */
async function setupToken(url) {
  const { connect } = await import("./database.mjs");
  const client = await connect(url);
  const { rowCount } = await client.query('select 1 from "user" limit 1');
  await client.end();
  const token = randomBytes(12).toString("base64url");
  if (!rowCount) say(`set-up token, asked for at the first visit: ${token}`);
  return token;
}

/** @param {ReturnType<typeof parseSettings>} settings */
function addressOf({ host, port }) {
  if (host === null || ["0.0.0.0", "::"].includes(host)) return `http://localhost:${port}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

main().catch(async (error) => {
  if (!isEnding) console.error(error instanceof Error ? error.message : error);
  await end(1);
});
