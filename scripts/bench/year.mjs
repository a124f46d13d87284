// A year of daily imports, as a team that sends its log every night: what its tables and indexes weigh at the end, what was left dead on the way, and what
// becomes of both when half of the raw events are dropped.
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { startApp } from "../app-under-test.mjs";
import { ask } from "./visitor.mjs";

const year = 2025;
/** Rows of a night that were in the night before too: exports overlap. */
const overlap = 0.1;
/** Every so many nights a file turns out wrong: it is undone, and sent again. */
const undoneEvery = 30;
/** When the year is over, and when half of it is older than 13 months. */
const atItsEnd = `${year + 1}-01-02T12:00:00Z`;
const later = `${year + 1}-08-15T12:00:00Z`;
const tables = ["usage_event", "usage_identity", "usage_day", "usage_day_team", "usage_day_model", "import", "audit_entry"];
const models = ["gpt-4o", "gpt-4o-mini", "o3-mini", "gpt-4.1", "gpt-4.1-mini"];

/** @param {{ rows: number, say: (text: string) => void }} options @returns {Promise<string>} Markdown */
export async function simulateYear({ rows, say }) {
  const key = randomBytes(24).toString("hex");
  const owner = { OBOLE_INIT_EMAIL: "bench@example.com", OBOLE_INIT_PASSWORD: randomBytes(12).toString("hex"), OBOLE_INIT_API_KEY: key };
  const unhurried = { OBOLE_REQUESTS_PER_MINUTE: "1000000", OBOLE_REQUEST_BURST: "1000000" };
  let app = await startApp({ env: { ...owner, ...unhurried, OBOLE_NOW: atItsEnd } });
  try {
    const nights = daysOf(year);
    const startedAt = performance.now();
    for (const [night, day] of nights.entries()) {
      const id = await send(account(app.url, key), day, csvOf(day, nights[night - 1], rows));
      if (night % undoneEvery === undoneEvery - 1) {
        await ask(account(app.url, key), `/api/v1/imports/${id}`, { method: "DELETE" });
        await send(account(app.url, key), day, csvOf(day, nights[night - 1], rows));
      }
      if (night % 30 === 29) say(`${night + 1} of ${nights.length} nights`);
    }
    const seconds = (performance.now() - startedAt) / 1000;
    const filled = await weighed(app.database().url);
    const before = await figures(account(app.url, key));
    const { folder } = app;
    await app.stop();

    say("dropping what is older than 13 months");
    app = await startApp({ env: { ...unhurried, OBOLE_NOW: later, OBOLE_KEEP_EVENTS_MONTHS: "13" }, folder });
    const url = app.database().url;
    const dropStarted = performance.now();
    while (await hasOld(url)) await sleep(500);
    const dropSeconds = (performance.now() - dropStarted) / 1000;
    const dropped = await weighed(url);
    await onDatabase(url, async (client) => {
      for (const table of tables) await client.query(`vacuum (analyze) ${table}`);
    });
    const vacuumed = await weighed(url);
    await onDatabase(url, async (client) => {
      for (const table of tables) await client.query(`reindex table ${table}`);
    });
    const reindexed = await weighed(url);
    if (JSON.stringify(await figures(account(app.url, key))) !== JSON.stringify(before)) throw new Error("figures changed when events were dropped");
    return report({ rows, nights: nights.length, seconds, dropSeconds, filled, dropped, vacuumed, reindexed });
  } finally {
    await app.discard();
  }
}

/** @param {number} of @returns {string[]} */
function daysOf(of) {
  const days = [];
  for (let at = Date.UTC(of, 0, 1); at < Date.UTC(of + 1, 0, 1); at += 86_400_000) days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

/** The rows of a day, after the last ones of the day before. Few users make most requests. @param {string} day @param {string | undefined} before @param {number} rows */
function csvOf(day, before, rows) {
  const known = before ? rowsOf(before, rows).slice(-Math.round(rows * overlap)) : [];
  return ["timestamp,provider,model,input_tokens,output_tokens,team,user,request_id", ...known, ...rowsOf(day, rows)].join("\n");
}

/** @param {string} day @param {number} rows @returns {string[]} */
function rowsOf(day, rows) {
  return Array.from({ length: rows }, (_, index) => {
    const user = Math.floor((((index * 7919) % rows) / rows) ** 3 * 60);
    const second = Math.floor((index / rows) * 86_399);
    const time = new Date(Date.parse(`${day}T00:00:00Z`) + second * 1000).toISOString();
    return `${time},openai,${models[(user + (index % 2)) % models.length]},${1000 + ((index * 31) % 9000)},${100 + ((index * 17) % 900)},team ${user % 8},user ${user},${day}-${index}`;
  });
}

/** @param {string} url @param {string} key */
function account(url, key) {
  return { url, key, email: "", password: "" };
}

/** @param {import("./visitor.mjs").Account} of @param {string} day @param {string} body @returns {Promise<string>} */
async function send(of, day, body) {
  return JSON.parse(await ask(of, `/api/v1/imports?filename=${day}.csv`, { method: "POST", body })).id;
}

/** What people read, to the last digit. @param {import("./visitor.mjs").Account} of */
async function figures(of) {
  const period = `from=${year}-01-01&to=${year + 1}-01-01`;
  const asked = ["group_by=model&granularity=month", "group_by=team&granularity=day", "group_by=user"];
  return Promise.all(asked.map(async (by) => JSON.parse(await ask(of, `/api/v1/spend?${period}&${by}`)).rows));
}

/** @template T @param {string} url @param {(client: pg.Client) => Promise<T>} work */
async function onDatabase(url, work) {
  const client = new pg.Client(url);
  await client.connect();
  return work(client).finally(() => client.end());
}

/** @param {string} url */
function hasOld(url) {
  return onDatabase(url, async (client) => {
    const { rows } = await client.query(
      "select w.events_from is null or exists (select 1 from usage_event e where e.starts_at < w.events_from) as more from workspace w where exists (select 1 from usage_event)",
    );
    return rows.some(({ more }) => more);
  });
}

/** @typedef {{ rows: number, table: number, indexes: number, dead: number, vacuums: number }} Weight bytes, and tuples */

/** @param {string} url @returns {Promise<Record<string, Weight>>} */
function weighed(url) {
  return onDatabase(url, async (client) => {
    await sleep(1500); // statistics are written a little later
    const { rows } = await client.query(
      `select relname as name, pg_table_size(relid)::float8 as table, pg_indexes_size(relid)::float8 as indexes, n_live_tup::float8 as rows, n_dead_tup::float8 as dead,
         (autovacuum_count)::int as vacuums from pg_stat_user_tables where relname = any($1)`,
      [tables],
    );
    return Object.fromEntries(rows.map(({ name, ...weight }) => [name, weight]));
  });
}

/** @param {{ rows: number, nights: number, seconds: number, dropSeconds: number, filled: Record<string, Weight>, dropped: Record<string, Weight>, vacuumed: Record<string, Weight>, reindexed: Record<string, Weight> }} found */
function report({ rows, nights, seconds, dropSeconds, filled, dropped, vacuumed, reindexed }) {
  const mb = (/** @type {number | undefined} */ bytes) => ((bytes ?? 0) / 1e6).toFixed(1);
  const lines = tables.map((name) => {
    const [full, gone, clean, fresh] = [filled[name], dropped[name], vacuumed[name], reindexed[name]];
    const cells = [name, full?.rows, full?.dead, full?.vacuums, mb(full?.table), mb(full?.indexes)];
    return [...cells, gone?.dead, mb(clean?.table), mb(clean?.indexes), mb(fresh?.indexes)].join(" | ");
  });
  return [
    `${nights} nights of ${rows} rows (a tenth of them known from the night before; every ${undoneEvery}th file undone and sent again) in ${seconds.toFixed(0)} s; dropping the events of the first half took ${dropSeconds.toFixed(0)} s, waits between sweeps included. Figures by model and month, team and day, and user: the same before and after, to the digit.`,
    "",
    "| table | rows | dead | autovacuums | table MB | indexes MB | dead after dropping | table MB, vacuumed | indexes MB, vacuumed | indexes MB, made anew |",
    "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |",
    ...lines.map((line) => `| ${line} |`),
  ].join("\n");
}
