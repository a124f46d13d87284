// `npm test`: static checks, unit, integration on a real PostgreSQL, end-to-end in a real Chromium. Names of parts run only those.
import "./node-version.mjs";

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { withoutSettings } from "./environment.mjs";
import { prepare, quiet } from "./packages.mjs";

const root = path.dirname(import.meta.dirname);
const reports = mkdtempSync(path.join(tmpdir(), "obole-report-"));
const say = (/** @type {string} */ text) => console.log(`\n— ${text}`);
const module = (/** @type {string} */ file) => path.join(root, "node_modules", file);

/** @typedef {{ passed: number, failed: number }} Count */
const nothing = { passed: 0, failed: 0 };

/** @type {Record<string, (rest: string[]) => Promise<Count>>} */
const parts = {
  check: async () => {
    let count = nothing;
    for (const [what, ...command] of checks) {
      say(what ?? "");
      const isRight = (await run(command)) === 0;
      count = add(count, { passed: Number(isRight), failed: Number(!isRight) });
    }
    return count;
  },
  unit: (rest) => vitest("unit", rest),
  integration: (rest) => vitest("integration", rest, serverOfTests()),
  e2e: async (rest) => {
    await prepare(say, { build: true });
    const { resolveChromium } = await import("./chromium.mjs");
    const { executable, env } = await resolveChromium(say);
    say(`end-to-end, in ${executable}`);
    const report = path.join(reports, "e2e.json");
    const code = await run([module("@playwright/test/cli.js"), "test", ...rest], {
      ...env,
      CHROMIUM_PATH: executable,
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    });
    return counted(code, report, ({ stats }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected }));
  },
};

const checks = [
  ["types of routes", module("next/dist/bin/next"), "typegen"],
  ["types", module("typescript/bin/tsc"), "--noEmit"],
  ["form and lint", module("@biomejs/biome/bin/biome"), "check", "."],
  ["nothing unused", module("knip/bin/knip.js")],
  ["direction of imports", module("dependency-cruiser/bin/dependency-cruise.mjs"), "app", "components", "lib", "--output-type", "err"],
  ["lock file complete for every platform", path.join("scripts", "lock-check.mjs")],
  ["migrations say what the schema says", path.join("scripts", "drift-check.mjs")],
];

/**
 * The server that integration tests are to run on, where they are asked for by name: theirs are databases of their own.
 * @returns {Record<string, string>}
 */
function serverOfTests() {
  const { DATABASE_URL: url, TEST_CITUS_WORKERS: workers } = process.env;
  return part === "integration" && url ? { TEST_SERVER_URL: url, ...(workers && { TEST_CITUS_WORKERS: workers }) } : {};
}

/** @param {string} project @param {string[]} rest @param {Record<string, string>} [env] */
async function vitest(project, rest, env) {
  say(project);
  const report = path.join(reports, `${project}.json`);
  const output = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await run([module("vitest/vitest.mjs"), "run", "--project", project, ...output, ...rest], env);
  return counted(code, report, (result) => ({ passed: result.numPassedTests, failed: result.numFailedTests }));
}

/**
 * What a runner wrote down; one that failed without naming a test counts as a failure.
 * @param {number} code @param {string} report @param {(result: any) => Count} read
 */
function counted(code, report, read) {
  try {
    const count = read(JSON.parse(readFileSync(report, "utf8")));
    return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** Runs without the settings of whoever runs the tests. @param {string[]} command @param {Record<string, string>} [env] @returns {Promise<number>} */
function run(command, env = {}) {
  const own = { ...withoutSettings(process.env), ...quiet, NO_COLOR: "1", FORCE_COLOR: undefined, ...env };
  const child = spawn(process.execPath, command, { cwd: root, env: own, stdio: ["ignore", "inherit", "inherit"] });
  return new Promise((resolve) => {
    child.once("error", () => resolve(1));
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/** A part that breaks off counts as a failure, and the others go on. @param {() => Promise<Count>} work @returns {Promise<Count>} */
async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

/** @param {Count} a @param {Count} b */
function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}

const [part, ...rest] = process.argv.slice(2);
if (part && !parts[part]) {
  console.error(`There is no part ${part}; the parts are ${Object.keys(parts).join(", ")}.`);
  process.exit(1);
}
process.chdir(root);
let total = await attempt(() => prepare(say, { build: false }).then(() => nothing));
for (const [name, runPart] of Object.entries(parts)) {
  if (!part || part === name) total = add(total, await attempt(() => runPart(rest)));
}
rmSync(reports, { recursive: true, force: true });
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed ? 1 : 0);
