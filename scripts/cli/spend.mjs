// @ts-check
// `obole spend`: what was used and what it cost, as a table, as CSV, or as the API answers.
import { pipeline } from "node:stream/promises";
import { dimensions } from "./command-line.mjs";
import { csvLine } from "./csv.mjs";
import { compare, count, day, moment, money, monthName, percent, sum } from "./figures.mjs";
import { table } from "./text.mjs";
import { counted, fill } from "./voice.mjs";

/**
 * @typedef {import("./run.mjs").Call} Call
 * @typedef {import("./voice.mjs").Voice} Voice
 * @typedef {number | string} Count
 * @typedef {Record<"input" | "cache_read" | "cache_write_5m" | "cache_write_1h" | "output", Count>} Tokens
 * @typedef {{ requests: Count, tokens: Tokens, cost: string | null, unpriced: { requests: Count, tokens: Count } }} Sums
 * @typedef {Sums & { period?: string } & Record<string, any>} Row
 * @typedef {{ timezone: string, from: string, to: string, rows: Row[], total: Sums & Record<string, any> }} Spend
 */

/** @param {Call} call @returns {Promise<number>} the exit code */
export async function runSpend({ given, server, voice, out }) {
  const query = spendQuery(given);
  const url = server.at("/api/v1/spend", query);
  const groupBy = (query.get("group_by") ?? "").split(",").filter(Boolean);
  if (given.on("json")) {
    await server.ask(url, (answer) => pipeline(answer, out, { end: false }));
    out.write("\n");
    return 0;
  }
  /** @type {Spend} */
  const spend = await server.json(url);
  if (given.on("csv")) out.write(spendCsv(spend, groupBy));
  else out.write(`${spendLines(spend, groupBy, voice).join("\n")}\n`);
  return 0;
}

/** @param {import("./command-line.mjs").Given} given */
export function spendQuery(given) {
  const month = given.text("month");
  const query = new URLSearchParams(month === undefined ? {} : daysOf(month));
  for (const option of ["from", "to", "granularity", "as-of"]) {
    const text = given.text(option);
    if (text !== undefined) query.set(option.replace("-", "_"), text);
  }
  const groupBy = given.text("group-by") ?? "model";
  if (groupBy !== "none") query.set("group_by", groupBy.replaceAll("-", "_"));
  for (const dimension of dimensions) {
    for (const name of given.all(dimension)) query.append(dimension.replace("-", "_"), name);
  }
  return query;
}

/** The days of a month as the API wants them: the first, and the one after the last. @param {string} month 2026-06 */
export function daysOf(month) {
  const [year = 0, number = 0] = month.split("-").map(Number);
  const next = number === 12 ? [year + 1, 1] : [year, number + 1];
  return { from: `${month}-01`, to: `${String(next[0]).padStart(4, "0")}-${String(next[1]).padStart(2, "0")}-01` };
}

/** The table with its total, and what is not in the total beside it. @param {Spend} spend @param {string[]} groupBy @param {Voice} voice */
export function spendLines(spend, groupBy, voice) {
  const { words, locale } = voice;
  const { total, timezone } = spend;
  const lines = [titleOf(spend, voice)];
  if (spend.rows.length === 0) return [...lines, words.spend.nothing];

  const rows = sorted(spend.rows);
  const names = [...(rows[0]?.period === undefined ? [] : ["period"]), ...groupBy];
  const heads = names.map((name) => words.dimensions[/** @type {keyof typeof words.dimensions} */ (name)] ?? name);
  const nameCells = rows.map((row) => names.map((name) => row[name] ?? words.spend.unattributed));
  const totalCells = names.map((_, at) => (at === 0 ? words.spend.total : ""));
  const isGrouped = names.length > 0;
  const body = isGrouped ? rows.map((row, at) => [...(nameCells[at] ?? []), ...figures(row, voice)]) : [];
  const { requests, input, cacheRead, cacheWrite, output, unpriced, cost } = words.spend.columns;
  const columns = [requests, input, cacheRead, cacheWrite, output, unpriced, cost];
  const all = [[...heads, ...columns], null, ...body, ...(isGrouped ? [null] : []), [...totalCells, ...figures(total, voice)]];
  lines.push("", ...table(all, [...names.map(() => false), ...columns.map(() => true)]), "");

  if (sum(total.unpriced.tokens) !== "0") {
    lines.push(fill(words.spend.unpriced, { tokens: count(total.unpriced.tokens, locale), percent: percent(total.coverage.tokens_percent, locale) }));
  }
  for (const { kind, tokens, cost } of total.assumed) {
    const sentence = words.spend.assumed[/** @type {keyof typeof words.spend.assumed} */ (kind)];
    if (sentence) lines.push(fill(sentence, { cost: money(cost, locale), tokens: count(tokens, locale) }));
  }
  if (total.requests_unknown) lines.push(counted(words.spend.requestsUnknown, Number(total.requests_unknown), voice));
  if (total.data_until) lines.push(fill(words.spend.until, { moment: moment(total.data_until, timezone, locale), zone: timezone }));
  return lines;
}

/** The period, as people name it: a month, or from its first to its last day. @param {Spend} spend @param {Voice} voice */
function titleOf({ from, to, timezone: zone }, { words, locale }) {
  const month = from.slice(0, 7);
  const whole = daysOf(month);
  if (from === whole.from && to === whole.to) return fill(words.spend.ofMonth, { month: monthName(month, locale), zone });
  const last = new Date(Date.parse(`${to}T00:00Z`) - 86_400_000).toISOString();
  return fill(words.spend.ofDays, { first: day(`${from}T00:00Z`, "UTC", locale), last: day(last, "UTC", locale), zone });
}

/** Requests, input, from and to the cache, output, unpriced, cost. @param {Sums} sums @param {Voice} voice */
function figures({ requests, tokens, cost, unpriced }, { words, locale }) {
  const counts = [requests, tokens.input, tokens.cache_read, sum(tokens.cache_write_5m, tokens.cache_write_1h), tokens.output, unpriced.tokens];
  return [...counts.map((each) => count(each, locale)), cost === null ? words.spend.noPrice : money(cost, locale)];
}

/** In the order of time; within it the dearest first, what has no price last. @param {Row[]} rows */
function sorted(rows) {
  const byCost = (/** @type {Row} */ a, /** @type {Row} */ b) =>
    a.cost === null ? (b.cost === null ? 0 : 1) : b.cost === null ? -1 : compare(b.cost, a.cost);
  return rows.toSorted((a, b) => ((a.period ?? "") === (b.period ?? "") ? byCost(a, b) : (a.period ?? "") < (b.period ?? "") ? -1 : 1));
}

const tokenClasses = /** @type {const} */ (["input", "cache_read", "cache_write_5m", "cache_write_1h", "output"]);

/** The rows as the API gives them, amounts exact; an unknown cost is empty. @param {Spend} spend @param {string[]} groupBy */
export function spendCsv({ rows }, groupBy) {
  const names = [...(rows[0]?.period === undefined ? [] : ["period"]), ...groupBy];
  const heads = [...names, "requests", ...tokenClasses.map((name) => `${name}_tokens`), "cost_usd", "unpriced_requests", "unpriced_tokens"];
  const lines = rows.map(({ requests, tokens, cost, unpriced, ...row }) =>
    csvLine([
      ...names.map((name) => (row[name] == null ? null : { text: String(row[name]) })),
      ...[requests, ...tokenClasses.map((name) => tokens[name])].map((each) => ({ number: String(each) })),
      cost === null ? null : { number: cost },
      ...[unpriced.requests, unpriced.tokens].map((each) => ({ number: String(each) })),
    ]),
  );
  return csvLine(heads.map((text) => ({ text }))) + lines.join("");
}
