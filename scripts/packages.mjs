// What the project needs before it can run: packages, the generated database client, the build. Nothing but Node is needed to load this file.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { claimInTurn } from "./claim.mjs";
import { packFiles } from "./static-files.mjs";

const root = path.dirname(import.meta.dirname);
const sources = [
  "app",
  "components",
  "lib",
  "prisma",
  "public",
  "scripts/environment.mjs",
  "instrumentation.ts",
  "proxy.ts",
  "next.config.js",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
];
/** Next keeps quiet, and leaves `.env` to the launcher; Prisma asks nobody for news. */
export const quiet = { NEXT_TELEMETRY_DISABLED: "1", __NEXT_PROCESSED_ENV: "true", CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" };
const progressMs = 5_000;
const stopMs = 5_000;

/** What runs now, so that it ends with us. @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
let isStopping = false;

/** @typedef {(text: string) => void} Say */

/** Packages, the database client and, with `build`, the build: each only when missing or out of date, and one start at a time. @param {Say} say @param {{ build: boolean }} options */
export async function prepare(say, { build }) {
  const steps = build ? [packages, client, application] : [packages, client];
  if (steps.every(({ isThere }) => isThere())) return;
  const onWait = (/** @type {number} */ holder) => say(`process ${holder} is installing or building; waiting for it`);
  const turn = await claimInTurn(path.join(root, ".preparing"), onWait);
  try {
    for (const { isThere, make } of steps) if (!isThere()) await make(say);
  } finally {
    turn.release();
  }
}

/** Ends what is being installed or built; npm needs a moment to undo what it has begun. */
export async function stopPreparing() {
  isStopping = true;
  const ended = [...running].map((child) => new Promise((resolve) => child.once("close", resolve)));
  for (const child of running) child.kill("SIGTERM");
  await Promise.race([Promise.all(ended), sleep(stopMs, null, { ref: false })]);
  for (const child of running) child.kill("SIGKILL");
}

/**
 * One package from the registry into a folder of its own, without running what it brings. Answers the command, so that it can be shown.
 * @param {string} folder @param {string} name @param {string} version
 */
export function installationOf(folder, name, version) {
  const args = ["install", "--prefix", folder, "--no-save", "--no-package-lock", "--ignore-scripts", `${name}@${version}`];
  const flags = ["--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline", "--fetch-retries=1"];
  return {
    command: ["npm", ...args.map(quoted)].join(" "),
    run: (/** @type {Say} */ say) => run(say, "installing", ...npm(...args, ...flags)),
  };
}

/** @param {string} text as a shell takes it */
function quoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

const packages = {
  /** Whether npm's own note of what it has installed names every package of the lock file that this platform cannot do without. */
  isThere: () => {
    const [locked, installed] = ["package-lock.json", "node_modules/.package-lock.json"].map((file) => JSON.parse(read(file) ?? "{}").packages);
    if (!installed) return false;
    const isRight = ([place, { version, optional }]) => place === "" || (installed[place]?.version ?? (optional && version)) === version;
    return Object.entries(locked).every(isRight);
  },
  make: async (/** @type {Say} */ say) => {
    say("installing packages (a minute or two, once)");
    const flags = ["--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
    try {
      await run(say, "installing", ...npm("ci", ...flags));
    } catch (error) {
      if (isStopping) throw error;
      say("`npm ci` did not work; trying `npm install`");
      await run(say, "installing", ...npm("install", "--no-save", ...flags));
    }
  },
};

const client = {
  isThere: () => read("generated/.made-of") === hashOf(["prisma/schema.prisma", "package-lock.json"]),
  make: async (/** @type {Say} */ say) => {
    say("generating the database client");
    const madeOf = hashOf(["prisma/schema.prisma", "package-lock.json"]);
    await run(say, "generating", process.execPath, ["scripts/prisma.mjs", "generate"], quiet);
    mkdirSync(path.join(root, "generated"), { recursive: true });
    writeFileSync(path.join(root, "generated", ".made-of"), madeOf);
  },
};

const application = {
  isThere: () => existsSync(path.join(root, ".next", "BUILD_ID")) && read(".next/.made-of") === hashOf(sources),
  make: async (/** @type {Say} */ say) => {
    say("building (half a minute, after each change of the code)");
    const madeOf = hashOf(sources);
    const next = path.join(root, "node_modules", "next", "dist", "bin", "next");
    await run(say, "building", process.execPath, [next, "build"], { ...quiet, NODE_ENV: "production" });
    packFiles(path.join(root, ".next", "static"));
    writeFileSync(path.join(root, ".next", ".made-of"), madeOf);
  },
};

/** npm as it was started, else the one on the PATH. @param {string[]} args @returns {[string, string[]]} */
function npm(...args) {
  const own = process.env.npm_execpath;
  return own?.endsWith(".js") ? [process.execPath, [own, ...args]] : ["npm", args];
}

/**
 * Runs a command to its end and says now and then that it still does; on failure throws with what it said.
 * @param {Say} say @param {string} doing @param {string} command @param {string[]} args @param {Record<string, string>} [env]
 */
async function run(say, doing, command, args, env = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  running.add(child);
  const progress = setInterval(() => say(`still ${doing}`), progressMs);
  /** @type {string[]} */
  const output = [];
  child.stdout.on("data", (text) => output.push(String(text)));
  child.stderr.on("data", (text) => output.push(String(text)));
  const code = await new Promise((resolve) => {
    child.once("error", (error) => output.push(error.message) && resolve(-1));
    child.once("close", resolve);
  });
  clearInterval(progress);
  running.delete(child);
  if (code !== 0)
    throw new Error(`${[path.basename(command), ...args].join(" ")} failed:\n${output.join("").trim().split("\n").slice(-30).join("\n")}`);
}

/** @param {string[]} names */
function hashOf(names) {
  const hash = createHash("sha256");
  for (const file of names.flatMap(filesUnder).sort()) {
    if (file.includes(".test.")) continue;
    hash.update(path.relative(root, file)).update("\0").update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** @param {string} name @returns {string[]} */
function filesUnder(name) {
  const full = path.resolve(root, name);
  if (!existsSync(full)) return [];
  return statSync(full).isDirectory() ? readdirSync(full).flatMap((entry) => filesUnder(path.join(full, entry))) : [full];
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(path.join(root, file), "utf8");
  } catch {
    return null;
  }
}
