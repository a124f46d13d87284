// Starts the built app over a throw-away database, as a user would start it: never over the user's own data.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "./listening.mjs";

const root = path.dirname(import.meta.dirname);

/**
 * Runs `npm start`'s launcher in a folder of its own. `folder`: data of an earlier run to go on with.
 * @param {{ env?: Record<string, string>, folder?: string, port?: number }} [options]
 * @returns {Promise<{ url: string, port: number, folder: string, output: () => string, launcher: import("node:child_process").ChildProcess, stop: () => Promise<void>, discard: () => Promise<void> }>}
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
  return {
    url,
    port: listen,
    folder: data,
    output: () => output,
    launcher,
    stop,
    discard: () => stop().then(() => rm(data, { recursive: true, force: true })),
  };
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
