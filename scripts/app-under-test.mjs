// Starts the built app over a throw-away database, as a user would start it: never over the user's own data.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "./listening.mjs";

const root = path.dirname(import.meta.dirname);

/**
 * An app that answers. `output`: what it has written so far; `ended`: settles when its launcher has; `serverPid`: of the process that serves, on Linux; `database`: its PostgreSQL;
 * `discard`: stops it and removes its data.
 * @typedef {{
 *   url: string, folder: string, output: () => string, launcherPid: number, ended: Promise<unknown>, serverPid: () => number, database: () => { pid: number, url: string },
 *   stop: () => Promise<void>, discard: () => Promise<void>
 * }} AppUnderTest
 */

/**
 * Runs `npm start`'s launcher in a folder of its own. `folder`: data of an earlier run to go on with.
 * @param {{ env?: Record<string, string>, folder?: string, port?: number }} [options]
 * @returns {Promise<AppUnderTest>}
 */
export async function startApp({ env = {}, folder, port } = {}) {
  const data = folder ?? (await mkdtemp(path.join(tmpdir(), "obole-test-")));
  const listen = port ?? (await freePort());
  const launcher = spawn(process.execPath, [path.join(root, "scripts", "start.mjs"), "--no-env-file"], {
    cwd: root,
    env: { ...ownEnvironment(), OBOLE_DATA_DIR: data, PORT: String(listen), LOG_LEVEL: "warn", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  launcher.stdout.on("data", (text) => (output += text));
  launcher.stderr.on("data", (text) => (output += text));
  const ended = new Promise((resolve) => launcher.once("exit", resolve));

  const url = `http://127.0.0.1:${listen}`;
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  while (!(await isReady(url))) {
    if (hasEnded) throw new Error(`the app did not start:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const stop = async () => {
    if (!hasEnded) launcher.kill("SIGTERM");
    await ended;
  };
  const launcherPid = launcher.pid ?? 0;
  return {
    url,
    folder: data,
    output: () => output,
    launcherPid,
    ended,
    serverPid: () => childOf(launcherPid, "server.mjs"),
    database: () => databaseOf(data),
    stop,
    discard: () => stop().then(() => rm(data, { recursive: true, force: true, maxRetries: 5 })),
  };
}

/** The child of a process that runs a script. @param {number} parent @param {string} script */
function childOf(parent, script) {
  for (const name of readdirSync("/proc")) {
    try {
      const isChild = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, "utf8"))?.[1] === String(parent);
      if (isChild && readFileSync(`/proc/${name}/cmdline`, "utf8").includes(script)) return Number(name);
    } catch {} // no process, or one that has just ended
  }
  throw new Error(`process ${parent} has no child that runs ${script}`);
}

/** The embedded PostgreSQL, by what it wrote about itself. @param {string} folder */
function databaseOf(folder) {
  const [pid, , , port] = readFileSync(path.join(folder, "pg", "postmaster.pid"), "utf8").split("\n");
  return { pid: Number(pid), url: `postgresql://obole@127.0.0.1:${port}/obole` };
}

/** The settings of whoever runs the tests must not reach the app under test. */
function ownEnvironment() {
  const ours = /^(OBOLE_|DATABASE_URL|AUTH_SECRET|APP_URL|HOST$|PORT$|NEXTAUTH_|OIDC_|SMTP_|MAIL_|METRICS_|LOG_LEVEL)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

/** @param {string} url */
async function isReady(url) {
  try {
    return (await fetch(`${url}/api/ready`)).ok;
  } catch {
    return false;
  }
}
