// `npm run bench`: what Obole costs in time and memory, on the machine it runs on. Throw-away data only.
//   --write FILE   also write what was measured, with the machine, as Markdown
//   --million N    events of the largest workspace in millions (1); the first million is imported, the others are copies of it
//   --megabytes N  sizes of the files that are imported, with commas between (12,120); 2000 is what a large team sends once
//   --imports      only imports
//   --prices       only what a change of prices costs
//   --pages        only pages, the API, and the same questions elsewhere
//   --lighthouse   only what Lighthouse says of how the spend page loads; ends in an error below 95 of 100
//   --year         only a year of daily imports: what tables, indexes and retention make of it; --rows N a day (2000)
//   --runs N       how often each import, and each look of Lighthouse, is repeated (3)
import "./node-version.mjs";

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { PassThrough, Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import pg from "pg";
import { startApp } from "./app-under-test.mjs";
import { multiply, settled } from "./bench/copies.mjs";
import { copyTime, createCopies } from "./bench/copy.mjs";
import { measureElsewhere } from "./bench/elsewhere.mjs";
import { measureExports } from "./bench/exporting.mjs";
import { durations, latencyTable, quantile, table } from "./bench/figures.mjs";
import { measureRecording } from "./bench/recording.mjs";
import { measureRepricing } from "./bench/repricing.mjs";
import { ask, page, signedIn } from "./bench/visitor.mjs";
import { resolveChromium } from "./chromium.mjs";
import { createDatabase } from "./database.mjs";
import { verdictOf } from "./lighthouse.mjs";
import { prepare } from "./packages.mjs";
import { startPostgres } from "./postgres.mjs";

/** Leaves out the last cell of each line but the header's. */
class WithoutIds extends Transform {
  #rest = "";

  /** @param {Buffer} piece @param {unknown} _encoding @param {import("node:stream").TransformCallback} done */
  _transform(piece, _encoding, done) {
    const text = this.#rest + piece.toString("latin1");
    const end = text.lastIndexOf("\n") + 1;
    this.#rest = text.slice(end);
    done(null, text.slice(0, end).replace(/,req_\w+$/gm, ","));
  }

  /** @param {import("node:stream").TransformCallback} done */
  _flush(done) {
    done(null, this.#rest);
  }
}

const { values: options } = parseArgs({
  options: {
    write: { type: "string" },
    million: { type: "string", default: "1" },
    megabytes: { type: "string", default: "12,120" },
    imports: { type: "boolean" },
    prices: { type: "boolean" },
    pages: { type: "boolean" },
    lighthouse: { type: "boolean" },
    year: { type: "boolean" },
    rows: { type: "string", default: "2000" },
    runs: { type: "string", default: "3" },
  },
});
const runs = Number(options.runs);
const sizes = options.megabytes.split(",").map(Number);
const bytesPerRow = 120;
/** Few users who make most requests, or users and models that are independent; and files whose rows have no id. */
const traffics = {
  lifelike: { flags: ["--lifelike"], hasIds: true },
  even: { flags: [], hasIds: true },
  "lifelike, without ids": { flags: ["--lifelike"], hasIds: false },
};
const requests = 60;
/** The months that pages and API are asked about, and who uses what in them. */
const year = ["--start", "2025-07", "--months", "12", "--teams", "12", "--users", "300", "--models", "20"];
/** Of 100, by Lighthouse: what loading the spend page has to reach. */
const leastPerformance = 95;
const say = (/** @type {string} */ text) => console.error(`— ${text}`);
const folder = mkdtempSync(path.join(os.tmpdir(), "obole-bench-"));
const secrets = {
  OBOLE_INIT_EMAIL: "bench@example.com",
  OBOLE_INIT_PASSWORD: randomBytes(12).toString("hex"),
  OBOLE_INIT_API_KEY: randomBytes(32).toString("hex"),
};
const unhurried = { OBOLE_REQUESTS_PER_MINUTE: "1000000", OBOLE_REQUEST_BURST: "1000000" };
let seed = 0;
/** Of the server, before the first of the imports that are measured. */
let idleMemory = 0;

/** @typedef {import("./bench/figures.mjs").Figure} Figure @typedef {keyof typeof traffics} Traffic */

await prepare(say, { build: true });
if (options.year) {
  const { simulateYear } = await import("./bench/year.mjs");
  const found = await simulateYear({ rows: Number(options.rows), say });
  console.log(found);
  if (options.write) writeFileSync(options.write, `${found}\n`);
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}
const isPart = options.pages || options.prices || options.imports || options.lighthouse;
const starts = isPart ? [] : await measureStarts();
const server = await startPostgres({ folder: path.join(folder, "database"), say });
await createDatabase(server.url("postgres"), "bench");
const app = await startApp({
  env: {
    ...secrets,
    ...unhurried,
    OBOLE_INIT_WORKSPACE: "Bench",
    DATABASE_URL: server.url("bench"),
    AUTH_SECRET: randomBytes(32).toString("base64"),
  },
});
const client = new pg.Client({ connectionString: server.url("bench") });
await client.connect();
const account = { url: app.url, key: secrets.OBOLE_INIT_API_KEY, email: secrets.OBOLE_INIT_EMAIL, password: secrets.OBOLE_INIT_PASSWORD };
let report = "";
try {
  report = await measure();
} finally {
  await client.end();
  await app.discard();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.log(report);
if (options.write) writeFileSync(options.write, `${report}\n`);

async function measure() {
  await createCopies(client);
  const { rows: versions } = await client.query("show server_version");
  const postgres = versions[0].server_version;
  if (options.imports) return [heading(postgres), importSection(await measureAllImports())].join("\n\n");
  const cookie = await signedIn(account);
  /** @type {Figure[]} */
  const latencies = [];
  /** @type {Awaited<ReturnType<typeof measureRepricing>>[]} */
  const repricing = [];
  /** @type {Figure[]} */
  const loading = [];
  /** @type {Figure[]} */
  const elsewhere = [];
  const look = async (/** @type {string} */ size) => {
    await settled(client);
    if (!options.prices && !options.pages) loading.push(...(await measureLoading(size, cookie)));
    if (options.lighthouse) return;
    if (!options.prices) {
      latencies.push(...(await measurePages(size, cookie)));
      elsewhere.push(...(await measureElsewhere(size, { account, client, folder, runs, say })));
    }
    if (!options.pages) repricing.push(await measureRepricing(size, { account, client, cookie, runs, say }));
  };
  await upload(await generate(10_000, "lifelike", year), "10 k events");
  await look("10 k events");
  const { id } = await upload(await generate(1_000_000, "lifelike", year), "1 M events");
  await look("1 M events");
  if (Number(options.million) > 1) {
    say(`${options.million} M events`);
    await multiply(client, id, Number(options.million) - 1);
    await look(`${options.million} M events`);
  }

  if (options.lighthouse) return [heading(postgres), loadingSection(loading)].join("\n\n");
  if (options.pages) return [heading(postgres), pagesSection(latencies), elsewhereSection(elsewhere)].join("\n\n");
  if (options.prices) return [heading(postgres), repricingSection(repricing)].join("\n\n");
  const exports = await measureExports({ account, client, runs, say });
  const recording = await measureRecording({ account, runs, say });
  const imports = await measureAllImports();
  const rest = [...starts, ...exports, ...recording];
  return [
    heading(postgres),
    importSection(imports),
    pagesSection(latencies),
    elsewhereSection(elsewhere),
    loadingSection(loading),
    repricingSection(repricing),
    `## The rest\n\n${table(rest)}`,
  ].join("\n\n");
}

/** @returns {Promise<Figure[]>} */
async function measureStarts() {
  say("starts");
  const cold = [];
  const warm = [];
  for (let run = 0; run < runs; run++) {
    const startedAt = performance.now();
    const first = await startApp();
    cold.push((performance.now() - startedAt) / 1000);
    await first.stop();
    const again = performance.now();
    const second = await startApp({ folder: first.folder });
    warm.push((performance.now() - again) / 1000);
    await second.discard();
  }
  return [
    { what: "Start over an empty data folder, until ready", unit: "s", values: cold },
    { what: "Start again over it, until ready", unit: "s", values: warm },
  ];
}

/** @returns {Promise<Figure[]>} */
async function measureAllImports() {
  idleMemory = restMemory();
  /** @type {Figure[]} */
  const figures = [];
  for (const megabytes of sizes)
    for (const traffic of /** @type {Traffic[]} */ (Object.keys(traffics))) figures.push(...(await measureImports(megabytes, traffic)));
  return figures;
}

/** Imports of files of about such a size: against COPY of what each wrote, taken in once more, and undone. @param {number} megabytes @param {Traffic} traffic @returns {Promise<Figure[]>} */
async function measureImports(megabytes, traffic) {
  /** @type {Figure[]} */
  const figures = [
    { what: "share of COPY's speed", unit: "", values: [] },
    { what: "rows a second", unit: "k/s", values: [] },
    { what: "server memory over idle", unit: "MB", values: [] },
    { what: "the same file again ÷ its first import", unit: "", values: [] },
    { what: "undo ÷ import", unit: "", values: [] },
    { what: "restore ÷ import", unit: "", values: [] },
  ];
  const rows = Math.round((megabytes * 1e6) / bytesPerRow);
  const name = `${megabytes} MB, ${traffic}`;
  for (let run = 0; run < runs; run++) {
    const file = await generate(rows, traffic);
    restMemory();
    const { id, took } = await upload(file, `import of ${name}, ${run + 1} of ${runs}`);
    const memory = (peakMemory() - idleMemory) / 1e6;
    const again = await upload(file, "the same file again");
    rmSync(file);
    const copied = await copyTime(client, id, folder);
    const undo = () => ask(account, `/api/v1/imports/${id}`, { method: "DELETE" });
    const [undone = Number.NaN] = await durations(1, undo);
    const [restored = Number.NaN] = await durations(1, () => ask(account, `/api/v1/imports/${id}/restore`, { method: "POST" }));
    await undo();
    const values = [copied / took, rows / took, memory, again.took / took, undone / took, restored / took];
    for (const [index, value] of values.entries()) figures[index]?.values.push(value);
  }
  return figures.map(({ what, ...figure }) => ({ what: `${name}: ${what}`, ...figure }));
}

/** @param {string} size @param {string} cookie @returns {Promise<Figure[]>} */
async function measurePages(size, cookie) {
  say(`pages at ${size}`);
  const api = (/** @type {string} */ query) => () => ask(account, `/api/v1/${query}`);
  const month = "from=2026-05-01&to=2026-06-01";
  const wholeYear = "from=2025-07-01&to=2026-07-01";
  const questions = {
    "spend page of a month": () => page(`${account.url}/w/bench/spend?period=2026-05`, cookie),
    "spend page of a year": () => page(`${account.url}/w/bench/spend?period=2025-07-01..2026-06-30`, cookie),
    "API, a month by model": api(`spend?${month}&group_by=provider,model`),
    "API, a month by team": api(`spend?${month}&group_by=team`),
    "API, a month by day and team": api(`spend?${month}&granularity=day&group_by=team`),
    "API, a month by user, project and model, of one provider": api(`spend?${month}&group_by=user,project,model&provider=openai`),
    "API, a year by month and model": api(`spend?${wholeYear}&granularity=month&group_by=provider,model`),
    "API, a year by month and team": api(`spend?${wholeYear}&granularity=month&group_by=team`),
    "API, a year by user": api(`spend?${wholeYear}&group_by=user`),
    "API, a year by day and team": api(`spend?${wholeYear}&granularity=day&group_by=team`),
    "API, savings of a month": api(`savings?${month}`),
  };
  const figures = [];
  for (const [what, question] of Object.entries(questions)) {
    await durations(5, question);
    figures.push({ what: `${size}: ${what}`, unit: "ms", values: await durations(requests, question) });
  }
  return figures;
}

/** How the spend page loads in a browser, by Lighthouse. @param {string} size @param {string} cookie @returns {Promise<Figure[]>} */
async function measureLoading(size, cookie) {
  say(`Lighthouse at ${size}`);
  const { executable, env } = await resolveChromium(say);
  Object.assign(process.env, env, { CHROMIUM_PATH: executable });
  const marks = [];
  const scripts = [];
  for (let run = 0; run < runs; run++) {
    const visit = { cookie, language: "en", categories: ["performance"] };
    const { scores, failed, scriptBytes } = await verdictOf(`${account.url}/w/bench/spend?month=2026-05`, visit);
    marks.push(scores.performance ?? 0);
    scripts.push(scriptBytes / 1000);
    if (failed.length) say(`${scores.performance} of 100; points were lost by ${failed.join("; ")}`);
  }
  if (quantile(marks, 0.5) < leastPerformance) {
    say(`the spend page has to reach ${leastPerformance} of 100`);
    process.exitCode = 1;
  }
  return [
    { what: `${size}: spend page, performance of 100`, unit: "", values: marks },
    { what: `${size}: its JavaScript, charts included, compressed`, unit: "kB", values: scripts },
  ];
}

/** @param {string} file @param {string} what */
async function upload(file, what) {
  say(what);
  const startedAt = performance.now();
  const body = /** @type {ReadableStream} */ (Readable.toWeb(createReadStream(file, { highWaterMark: 1 << 18 })));
  const answer = await ask(account, "/api/v1/imports?filename=bench.csv", { method: "POST", body, duplex: "half" });
  const took = performance.now() - startedAt;
  return { id: Number(JSON.parse(answer).id), took };
}

/** A file of canonical rows that no other file has. @param {number} rows @param {Traffic} traffic @param {readonly string[]} [more] */
async function generate(rows, traffic, more = []) {
  const file = path.join(folder, `usage-${++seed}.csv`);
  const script = path.join(import.meta.dirname, "gen-usage.mjs");
  const { flags, hasIds } = traffics[traffic];
  const child = spawn(process.execPath, [script, "--rows", String(rows), "--seed", String(seed), ...flags, ...more], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await pipeline(child.stdout, hasIds ? new PassThrough() : new WithoutIds(), createWriteStream(file));
  return file;
}

/** Bytes in use now; what counts as the peak begins anew. */
function restMemory() {
  writeFileSync(`/proc/${app.serverPid()}/clear_refs`, "5");
  return statusOf("VmRSS");
}

function peakMemory() {
  return statusOf("VmHWM");
}

/** @param {string} name */
function statusOf(name) {
  const [, kilobytes = "0"] = new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${app.serverPid()}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}

/** @param {string} postgres */
function heading(postgres) {
  const [cpu] = os.cpus();
  const machine = `${os.cpus().length} cores (${cpu?.model.trim() || os.arch()}), ${Math.round(os.totalmem() / 1e9)} GB, ${os.type()}, Node ${process.versions.node}, PostgreSQL ${postgres}`;
  const load = quantile([os.loadavg()[2] ?? 0], 0.5).toFixed(1);
  return `# Performance

Measured by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine}. The database, the server and the clients shared the machine; its load average
at the end was ${load}, so other work took part of it. Figures of one run can be compared with each other, less so with those of another machine or day.`;
}

/** @param {Figure[]} imports */
function importSection(imports) {
  return `## Import

A canonical CSV over \`POST /api/v1/imports\`, every row new, against COPY of the rows it wrote (events and identities, already parsed, checked and in PostgreSQL's
binary form) into tables with the same columns, checks and indexes. The import does the parsing, the checks, the deduplication and the rollups on top.

${table(imports)}`;
}

/** @param {Figure[]} latencies */
function pagesSection(latencies) {
  return `## Pages and API

One request after the other, over HTTP, the whole answer read.

${latencyTable(latencies)}`;
}

/** @param {Figure[]} figures */
function elsewhereSection(figures) {
  return `## The same question elsewhere

The app over HTTP, prices found for each time and answer written as JSON, beside one statement that sums the same events by the same groups at one price per model: in PostgreSQL over
the events themselves, and in DuckDB over a table of its own with only the columns it needs, in order of time. All are checked to find the same tokens.

${table(figures)}`;
}

/** @param {Figure[]} loading */
function loadingSection(loading) {
  return `## Loading a page

What Lighthouse says of the spend page in Chromium as a desktop meets it, signed in, on the production build: ${leastPerformance} of 100 is what it has to reach.

${table(loading)}`;
}

/** @param {Awaited<ReturnType<typeof measureRepricing>>[]} repricing */
function repricingSection(repricing) {
  return `## A price change

From \`POST /api/v1/price-rules\` until \`GET /api/v1/spend\` has answered half a year by month and model at the new prices, checked to differ, and to be what it was
once the rule is withdrawn; the spend page loaded before and next, checked to differ; and the preview, of all history by month and team. A rule that begins inside a day cuts
that day anew, a new threshold of long prompts moves the single requests beyond it: both inside the request. Beside it, in the same database, one UPDATE that writes a new
cost to every row of a table like the events', with a cost column and the same indexes: what keeping costs with events would take.

${table(repricing.flatMap(({ times }) => times))}

${table(repricing.flatMap(({ ratios }) => ratios))}`;
}
