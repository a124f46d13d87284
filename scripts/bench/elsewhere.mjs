// The same question put elsewhere: to the single events in PostgreSQL, and to DuckDB over a table of its own with the same events.
import { spawnSync } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { to } from "pg-copy-streams";
import { durations } from "./figures.mjs";
import { ask } from "./visitor.mjs";

/** @typedef {import("./figures.mjs").Figure} Figure @typedef {import("./visitor.mjs").Account} Account */

// Pinned, and installed only when it is measured: nothing else needs it.
const duckDb = "@duckdb/node-api@1.5.6-r.1";

/** @typedef {{ from: string, to: string, unit: "month" | "year", column: "raw_model_id" | "team_id", query: string }} Question */
/** @type {Record<string, Question>} */
export const questions = {
  "a month by model": question("2026-05-01", "2026-06-01", "year", "raw_model_id", "group_by=provider,model"),
  "a month by team": question("2026-05-01", "2026-06-01", "year", "team_id", "group_by=team"),
  "a year by month and model": question("2025-07-01", "2026-07-01", "month", "raw_model_id", "granularity=month&group_by=provider,model"),
  "a year by month and team": question("2025-07-01", "2026-07-01", "month", "team_id", "granularity=month&group_by=team"),
};

/** @param {string} from @param {string} until @param {"month" | "year"} unit @param {"raw_model_id" | "team_id"} column @param {string} by @returns {Question} */
function question(from, until, unit, column, by) {
  return { from, to: until, unit, column, query: `/api/v1/spend?from=${from}&to=${until}&${by}` };
}

const classes = ["input", "cache_read", "cache_write_5m", "cache_write_1h", "output"];
const columns = ["starts_at", "raw_model_id", "team_id", "requests", ...classes];

/**
 * Tokens by group, and what they come to at one price for each model: less than the app answers, which finds the price that held at each time. Groups first, prices
 * after, as the app does. @param {Question} question @param {string} events
 */
function statement({ from, to: until, unit, column }, events) {
  const groups = [...new Set(["raw_model_id", column])].join(", ");
  const sums = classes.map((name) => `sum(e.${name}) as ${name}`).join(", ");
  const cost = classes.map((name) => `g.${name} * r.${name}`).join(" + ");
  return `select g.bucket, g.${column}, sum(g.requests) as requests, sum(${classes.map((name) => `g.${name}`).join(" + ")}) as tokens, sum(${cost}) as cost
    from (select date_trunc('${unit}', e.starts_at) as bucket, ${groups}, sum(e.requests) as requests, ${sums} from ${events}
      and e.starts_at >= '${from}' and e.starts_at < '${until}' group by bucket, ${groups}) g
    join rate r on r.id = g.raw_model_id group by g.bucket, g.${column} order by 1, 2`;
}

const visible = `usage_event e join import i on i.workspace_id = e.workspace_id and i.id = e.import_id and i.status = 'done'
  where e.workspace_id = 1 and not e.superseded`;

/**
 * How long each of the questions takes the app, PostgreSQL over its events and DuckDB, and how many times as long as the app; checked to come to the same tokens.
 * @param {string} size @param {{ account: Account, client: import("pg").Client, folder: string, runs: number, say: (text: string) => void }} with
 * @returns {Promise<Figure[]>}
 */
export async function measureElsewhere(size, { account, client, folder, runs, say }) {
  say(`the same questions on events and in DuckDB at ${size}`);
  const prices = classes.map((name, place) => `${(place + 1) * 100_000}::numeric as ${name}`);
  await client.query(`create temp table rate as select id, ${prices.join(", ")} from dimension_value where workspace_id = 1`);
  const duck = await openDuckDb(client, folder, say);
  /** @type {Figure[]} */
  const figures = [];
  for (const [name, asked] of Object.entries(questions)) {
    const app = () => ask(account, asked.query);
    const events = async () => (await client.query(statement(asked, visible))).rows;
    const inDuck = async () => (await duck?.runAndReadAll(statement(asked, "event e where true")))?.getRowObjects() ?? [];
    const expected = tokensOf(JSON.parse(await app()).total.tokens);
    /** @type {Record<string, () => Promise<unknown[]>>} */
    const others = { "events in PostgreSQL": events, ...(duck && { DuckDB: inDuck }) };
    for (const [where, other] of Object.entries(others)) {
      const found = (await other()).reduce((/** @type {bigint} */ sum, row) => sum + BigInt(/** @type {{ tokens: string }} */ (row).tokens), 0n);
      if (found !== expected) throw new Error(`${name}: ${where} finds ${found} tokens, the app ${expected}`);
    }
    const own = await durations(Math.max(runs, 10), app);
    const middle = own.toSorted((a, b) => a - b)[Math.floor(own.length / 2)] ?? Number.NaN;
    figures.push({ what: `${size}, ${name}: the app, over HTTP`, unit: "ms", values: own });
    for (const [where, other] of Object.entries(others)) {
      const values = await durations(runs, other);
      figures.push({ what: `${size}, ${name}: ${where}`, unit: "ms", values });
      figures.push({ what: `${size}, ${name}: ${where} ÷ the app`, unit: "×", values: values.map((took) => took / middle) });
    }
  }
  duck?.closeSync();
  await client.query("drop table rate");
  return figures;
}

/** @param {Record<string, string | number>} tokens */
function tokensOf(tokens) {
  return classes.reduce((sum, name) => sum + BigInt(tokens[name] ?? 0), 0n);
}

/** DuckDB with the visible events in a table of its own, in order of time; null where it cannot be had. @param {import("pg").Client} client @param {string} folder @param {(text: string) => void} say */
async function openDuckDb(client, folder, say) {
  const home = mkdtempSync(path.join(folder, "duckdb-"));
  const installed = spawnSync("npm", ["install", "--prefix", home, "--no-save", "--no-audit", "--no-fund", duckDb], { encoding: "utf8" });
  if (installed.status !== 0) {
    say(`DuckDB cannot be had here, so it is not measured: ${installed.stderr.slice(0, 300)}`);
    return null;
  }
  const { DuckDBInstance } = createRequire(path.join(home, "package.json"))("@duckdb/node-api");
  const file = path.join(home, "events.csv");
  const rows = client.query(
    to(
      `copy (select ${columns.map((name) => (name === "starts_at" ? "e.starts_at at time zone 'UTC' as starts_at" : `e.${name}`)).join(", ")} from ${visible} order by e.starts_at) to stdout (format csv, header)`,
    ),
  );
  await pipeline(rows, createWriteStream(file));
  const connection = await (await DuckDBInstance.create(path.join(home, "events.duckdb"))).connect();
  const types = columns.map((name) => `'${name}': '${name === "starts_at" ? "TIMESTAMP" : name.endsWith("_id") ? "INTEGER" : "BIGINT"}'`);
  await connection.run(`create table event as select * from read_csv('${file}', header = true, columns = {${types.join(", ")}})`);
  const { rows: rates } = await client.query("select * from rate");
  await connection.run(`create table rate (id INTEGER, ${classes.map((name) => `${name} BIGINT`).join(", ")})`);
  await connection.run(
    `insert into rate values ${rates.map((rate) => `(${[rate.id, ...classes.map((name) => rate[name])].join(", ")})`).join(", ")}`,
  );
  rmSync(file);
  return connection;
}
