// What the project needs before it can run: packages, the generated database client, the build. Nothing but Node is needed to load this file.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.dirname(import.meta.dirname);
const sources = [
  "app",
  "components",
  "lib",
  "prisma",
  "public",
  "instrumentation.ts",
  "proxy.ts",
  "next.config.js",
  "postcss.config.mjs",
  "tsconfig.json",
];
const quiet = { NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" };

/** @typedef {(text: string) => void} Say */

/** One clear line when this Node is too old. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(`Node ${process.versions.node} is too old: Obole needs Node 20.19 or later (https://nodejs.org).`);
}

/** Installs the packages when they are missing or out of date. @param {Say} say */
export async function ensurePackages(say) {
  const stamp = path.join(root, "node_modules", ".obole-lock");
  const wanted = hashOf(["package-lock.json"]);
  if (read(stamp) === wanted) return;
  say("installing packages (a minute or two, once)");
  const flags = ["--no-audit", "--no-fund", "--loglevel=error"];
  try {
    await run("npm", ["ci", "--include=dev", ...flags]);
  } catch {
    await run("npm", ["install", "--include=dev", "--no-save", ...flags]);
  }
  writeFileSync(stamp, wanted);
}

/** Generates the database client when the schema has changed. @param {Say} say */
export async function ensureGenerated(say) {
  const stamp = path.join(root, "generated", ".schema");
  const wanted = hashOf(["prisma/schema.prisma", "package-lock.json"]);
  if (read(stamp) === wanted) return;
  say("generating the database client");
  await run(process.execPath, ["scripts/prisma.mjs", "generate"], quiet);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Builds when a source has changed since the last build. @param {Say} say */
export async function ensureBuilt(say) {
  const stamp = path.join(root, ".next", "obole-sources");
  const wanted = hashOf([...sources, "package-lock.json"]);
  if (read(stamp) === wanted && existsSync(path.join(root, ".next", "BUILD_ID"))) return;
  say("building (half a minute, after each change of the code)");
  const next = path.join(root, "node_modules", "next", "dist", "bin", "next");
  await run(process.execPath, [next, "build"], { ...quiet, NODE_ENV: "production" });
  writeFileSync(stamp, wanted);
}

/**
 * Runs a command to its end; on failure throws with what it said.
 * @param {string} command @param {string[]} args @param {Record<string, string>} [env]
 */
async function run(command, args, env = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  /** @type {string[]} */
  const output = [];
  child.stdout.on("data", (text) => output.push(String(text)));
  child.stderr.on("data", (text) => output.push(String(text)));
  const code = await new Promise((resolve) => {
    child.once("error", () => resolve(-1));
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`${[command, ...args].join(" ")} failed:\n${output.join("").trim().split("\n").slice(-30).join("\n")}`);
}

/** @param {string[]} names */
function hashOf(names) {
  const hash = createHash("sha256");
  for (const file of names.flatMap(filesUnder).sort()) {
    if (file.includes(".test.")) continue;
    hash.update(path.relative(root, file)).update(readFileSync(file));
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
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
