#!/usr/bin/env node
// Deterministic generator of canonical usage CSV, no dependencies (Node 18+).
//   node gen-usage.mjs --rows N [--seed S] [--months M] [--teams T] [--users U] [--models K]
//                      [--start YYYY-MM] [--dups N] [--bad N] [--unknown PERCENT] [--prices FILE] [--detail] > usage.csv
// Rows come in time order, one request each (requests = 1, unique request_id).
// --dups N   : N exact copies of earlier rows (same request_id), spread evenly; an importer must skip them
// --bad N    : N invalid rows (negative tokens), spread evenly; an importer must reject them
// --unknown P: P percent of the rows use a model that has no price
// --detail   : also print cost per model, month and team
// --lifelike : few users make most requests (as agents and services do), each mostly with two or three models; otherwise users and models are independent
// The expected totals go to stderr as JSON; costs are exact (BigInt), computed from prices.json.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const arg = (name, dflt) => {
  const i = process.argv.indexOf(`--${name}`);
  return i < 0 ? dflt : process.argv[i + 1];
};
const flag = (name) => process.argv.includes(`--${name}`);
if (flag("help")) {
  console.error(
    fs
      .readFileSync(fileURLToPath(import.meta.url), "utf8")
      .split("\n")
      .slice(1, 11)
      .map((l) => l.replace(/^\/\/ ?/, ""))
      .join("\n"),
  );
  process.exit(0);
}
const int = (name, dflt, min, max) => {
  const v = Number(arg(name, dflt));
  if (!Number.isInteger(v) || v < min || v > max) {
    console.error(`--${name}: a whole number from ${min} to ${max} is needed`);
    process.exit(2);
  }
  return v;
};
const ROWS = int("rows", 1000, 0, 1e9),
  SEED = int("seed", 1, 0, 4294967295),
  MONTHS = int("months", 6, 1, 120),
  TEAMS = int("teams", 8, 1, 500),
  USERS = int("users", 60, 1, 100000),
  MODELS = int("models", 12, 1, 40);
const DUPS = int("dups", 0, 0, 1e9),
  BAD = int("bad", 0, 0, 1e9),
  UNKNOWN = Number(arg("unknown", 0));
const START = arg("start", "2026-01");
if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(START)) {
  console.error("--start: YYYY-MM is needed");
  process.exit(2);
}
const PRICES = arg("prices", path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "lib", "pricing", "reference", "prices.json"));

// ---- models and their price periods
const ORDER = [
  "openai/gpt-4o-mini",
  "anthropic/claude-sonnet-4-5-20250929",
  "openai/gpt-4o",
  "anthropic/claude-haiku-4-5-20251001",
  "openai/gpt-5",
  "google/gemini-2.5-flash",
  "openai/gpt-4",
  "mistral/mistral-medium-latest",
  "anthropic/claude-opus-4-6",
  "openai/gpt-5-mini",
  "openai/gpt-5.6-luna",
  "anthropic/claude-sonnet-5",
  "google/gemini-2.5-pro",
  "deepseek/deepseek-chat",
  "openai/gpt-4.1",
  "openai/o3",
  "mistral/mistral-large-2512",
  "openai/gpt-5.6-terra",
  "anthropic/claude-opus-5",
  "openai/gpt-4-turbo",
  "openai/gpt-5.5",
  "anthropic/claude-sonnet-4-6",
  "google/gemini-2.5-flash-lite",
  "openai/gpt-4.1-mini",
  "openai/o4-mini",
  "mistral/mistral-medium-2508",
  "xai/grok-4-0709",
  "openai/gpt-5-nano",
  "anthropic/claude-3-5-haiku-20241022",
  "openai/gpt-5.4",
  "deepseek/deepseek-v4-flash",
  "openai/gpt-5.2",
  "google/gemini-3-flash-preview",
  "cohere/command-a-03-2025",
  "openai/gpt-5.4-mini",
  "mistral/codestral-2508",
  "xai/grok-4-fast-reasoning",
  "moonshot/kimi-k2.5",
  "openai/gpt-4.1-nano",
  "perplexity/sonar",
];
const doc = JSON.parse(fs.readFileSync(PRICES, "utf8"));
const priceOf = new Map(doc.models.map((m) => [`${m.provider}/${m.id}`, m]));
const SCALE = 12; // prices as integers of 1e-12 USD per million tokens
const fixed = (s) => {
  const [a, b = ""] = String(s).split(".");
  return BigInt(a + b.padEnd(SCALE, "0").slice(0, SCALE));
};
const models = ORDER.slice(0, MODELS).map((key) => {
  const m = priceOf.get(key);
  if (!m) {
    console.error(`no price for ${key}`);
    process.exit(2);
  }
  const periods = m.periods.map((p) => {
    const i = fixed(p.input),
      o = fixed(p.output),
      cr = p.cache_read == null ? i : fixed(p.cache_read),
      cw = p.cache_write_5m == null ? i : fixed(p.cache_write_5m);
    const L = p.long_context,
      or = (v, d) => (v == null ? d : fixed(v));
    return {
      from: p.from == null ? -Infinity : Date.parse(p.from.includes("T") ? p.from : `${p.from}T00:00:00Z`),
      base: [i, cr, cw, o],
      long: L ? [fixed(L.input), or(L.cache_read, cr), or(L.cache_write_5m, cw), fixed(L.output)] : null,
      threshold: L ? L.threshold_input_tokens : Infinity,
    };
  });
  return {
    key,
    provider: m.provider,
    id: m.id,
    batch: m.batch_multiplier == null ? null : fixed(m.batch_multiplier),
    periods,
    writes: m.provider === "anthropic",
    reason: /^(o\d|gpt-5|gemini-2\.5-pro|deepseek-reasoner)/.test(m.id),
    long: periods.some((p) => p.long),
  };
});
models.push({
  key: "acme/acme-internal-1",
  provider: "acme",
  id: "acme-internal-1",
  batch: null,
  periods: [{ from: -Infinity, base: null, long: null, threshold: Infinity }],
  writes: false,
  reason: false,
  long: false,
});
const NM = models.length,
  UNK = NM - 1;
const MAXP = Math.max(...models.map((m) => m.periods.length));

// ---- random numbers: xorshift128 seeded from one integer
let s0, s1, s2, s3;
{
  let z = SEED >>> 0;
  const next = () => {
    z = (z + 0x9e3779b9) >>> 0;
    let t = z ^ (z >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) >>> 0;
  };
  s0 = next() | 1;
  s1 = next();
  s2 = next();
  s3 = next();
}
const rnd = () => {
  let t = s3;
  const s = s0;
  s3 = s2;
  s2 = s1;
  s1 = s;
  t ^= t << 11;
  t ^= t >>> 8;
  s0 = (t ^ s ^ (s >>> 19)) >>> 0;
  return s0;
};
// model choice: 4096-slot table with weight 1 / (rank + 1)
const pick = new Uint8Array(4096);
{
  const w = models.slice(0, UNK).map((_, i) => 1 / (i + 1)),
    sum = w.reduce((a, b) => a + b, 0);
  let at = 0,
    acc = 0;
  for (let i = 0; i < UNK; i++) {
    acc += w[i] / sum;
    const end = i === UNK - 1 ? 4096 : Math.round(acc * 4096);
    while (at < end) pick[at++] = i;
  }
}
const LIFELIKE = flag("lifelike");
const favourite = new Uint8Array(LIFELIKE ? USERS * 4 : 0);
for (let k = 0; k < favourite.length; k++) favourite[k] = pick[Math.imul(k + 1, 2654435761) >>> 20]; // slots 0 and 1 are the same model: half of the requests
for (let u = 0; u < favourite.length; u += 4) favourite[u + 1] = favourite[u];
const unkBelow = Math.floor((UNKNOWN / 100) * 4294967296);

// ---- names
const TEAM = [
  "Checkout",
  "Search",
  "Data Platform",
  "Support Bot",
  "Mobile",
  "Research",
  "Growth",
  "Internal Tools",
  "Risk",
  "Catalog",
  "Logistics",
  "Legal",
];
const PROJ = ["assistant", "batch-labels", "rag", "triage", "codegen", "eval"];
const teamName = (t) => TEAM[t % TEAM.length] + (t < TEAM.length ? "" : ` ${Math.floor(t / TEAM.length) + 1}`);
const enc = (s) => Buffer.from(s, "latin1");
const head = models.map((m) => enc(`${m.provider},${m.id},`));
const tail = []; // ",team,project,user,req_SEED_" for each user
for (let u = 0; u < USERS; u++)
  tail.push(enc(`,${teamName(u % TEAMS)},${PROJ[u % PROJ.length]},user${String(u + 1).padStart(4, "0")}@example.com,req_${SEED}_`));

// ---- time
const [y0, m0] = START.split("-").map(Number);
const t0 = Date.UTC(y0, m0 - 1, 1),
  t1 = Date.UTC(y0, m0 - 1 + MONTHS, 1),
  span = t1 - t0;
const monthStart = [];
for (let k = 0; k <= MONTHS; k++) monthStart.push(Date.UTC(y0, m0 - 1 + k, 1));

// ---- accumulators: index ((axis * NM + model) * MAXP + period) * 4 + batch + 2 * long, five classes each
const acc = (n) => new Float64Array(n * NM * MAXP * 4 * 4);
const byAll = acc(1),
  byMonth = flag("detail") ? acc(MONTHS) : null,
  byTeam = flag("detail") ? acc(TEAMS) : null;
const counts = new Float64Array(NM * MAXP * 4);
let reasoning = 0,
  rows = 0,
  dups = 0,
  bad = 0,
  first = null,
  last = null;

// ---- output
const CHUNK = 1 << 22,
  buf = Buffer.allocUnsafe(CHUNK + 4096);
let p = 0;
const nap = new Int32Array(new SharedArrayBuffer(4));
function flush() {
  let o = 0;
  while (o < p) {
    try {
      o += fs.writeSync(1, buf, o, p - o);
    } catch (e) {
      if (e.code === "EAGAIN") Atomics.wait(nap, 0, 0, 1);
      else if (e.code === "EPIPE") process.exit(0);
      else throw e;
    }
  }
  p = 0;
}
const tmp = new Uint8Array(20);
function num(n) {
  if (n < 10) {
    buf[p++] = 48 + n;
    return;
  }
  let k = 0;
  while (n > 0) {
    const q = Math.floor(n / 10);
    tmp[k++] = 48 + n - q * 10;
    n = q;
  }
  while (k > 0) buf[p++] = tmp[--k];
}
function two(n) {
  buf[p++] = 48 + ((n / 10) | 0);
  buf[p++] = 48 + (n % 10);
}
function put(b) {
  for (let i = 0; i < b.length; i++) buf[p++] = b[i];
}
put(
  enc(
    "timestamp,provider,model,input_tokens,output_tokens,cached_input_tokens,cache_write_tokens,reasoning_tokens,requests,service_tier,team,project,user,request_id\n",
  ),
);
const BATCH = enc("batch");
let day = -1,
  dayText = null,
  month = 0;
const cur = new Uint8Array(NM),
  nextAt = models.map((m) => (m.periods[1] ? m.periods[1].from : Infinity));
const nth = (k, n) => (k < n ? Math.floor(((k + 1) * ROWS) / n) - 1 : Infinity); // after which row the k-th extra row goes
if (DUPS > ROWS || BAD > ROWS) {
  console.error("--dups and --bad may not exceed --rows");
  process.exit(2);
}
let dupNext = nth(0, DUPS),
  badNext = nth(0, BAD);
const started = Date.now();

for (let i = 0; i < ROWS; i++) {
  const ts = t0 + Math.floor((i + rnd() / 4294967296) * (span / ROWS));
  const d = Math.floor(ts / 86400000);
  if (d !== day) {
    day = d;
    dayText = enc(new Date(d * 86400000).toISOString().slice(0, 11));
    while (ts >= monthStart[month + 1]) month++;
  }
  if (first === null) first = ts;
  last = ts;
  const r = rnd();
  let u = 0,
    one = pick[r & 4095];
  if (LIFELIKE) {
    const x = rnd() / 4294967296,
      y = rnd();
    u = Math.floor(x * x * x * x * USERS);
    if (y % 20) one = favourite[u * 4 + ((y >>> 8) & 3)];
  }
  const m = UNKNOWN > 0 && rnd() < unkBelow ? UNK : one;
  const M = models[m];
  while (ts >= nextAt[m]) {
    cur[m]++;
    nextAt[m] = M.periods[cur[m] + 1] ? M.periods[cur[m] + 1].from : Infinity;
  }
  const per = M.periods[cur[m]];
  const a = rnd(),
    b = rnd();
  let input = 180 + (a & 8191);
  if (((r >>> 12) & 15) === 0) input += (a >>> 13) % 90000;
  if (M.long && ((r >>> 16) & 127) === 0) input += 150000 + ((a >>> 10) % 180000);
  const output = 12 + (b & 1023) + (((b >>> 10) & 31) === 0 ? (b >>> 15) % 6000 : 0);
  const cached = ((r >>> 24) & 3) === 0 ? Math.floor(input * (((b >>> 20) & 255) / 256)) : 0;
  const write = M.writes && ((r >>> 26) & 3) === 0 ? Math.floor((input - cached) * ((a >>> 24) / 512)) : 0;
  const think = M.reason ? Math.floor(output * (((a >>> 16) & 255) / 256)) : 0;
  const batch = M.batch !== null && r >>> 28 === 0 ? 1 : 0;
  const long = per.long && input > per.threshold ? 2 : 0;
  if (!LIFELIKE) u = rnd() % USERS;
  const at = p;
  put(dayText);
  const ms = ts - d * 86400000,
    sec = Math.floor(ms / 1000),
    mil = ms - sec * 1000;
  two((sec / 3600) | 0);
  buf[p++] = 58;
  two(((sec / 60) | 0) % 60);
  buf[p++] = 58;
  two(sec % 60);
  buf[p++] = 46;
  buf[p++] = 48 + ((mil / 100) | 0);
  two(mil % 100);
  buf[p++] = 90;
  buf[p++] = 44;
  put(head[m]);
  num(input);
  buf[p++] = 44;
  num(output);
  buf[p++] = 44;
  if (cached) num(cached);
  buf[p++] = 44;
  if (write) num(write);
  buf[p++] = 44;
  if (think) num(think);
  buf[p++] = 44;
  buf[p++] = 49;
  buf[p++] = 44;
  if (batch) put(BATCH);
  put(tail[u]);
  num(i);
  buf[p++] = 10;
  const g = (m * MAXP + cur[m]) * 4 + batch + long,
    k = g * 4,
    un = input - cached - write;
  byAll[k] += un;
  byAll[k + 1] += cached;
  byAll[k + 2] += write;
  byAll[k + 3] += output;
  counts[g]++;
  reasoning += think;
  rows++;
  if (byMonth) {
    const w = NM * MAXP * 16,
      x = month * w + k,
      z = (u % TEAMS) * w + k;
    byMonth[x] += un;
    byMonth[x + 1] += cached;
    byMonth[x + 2] += write;
    byMonth[x + 3] += output;
    byTeam[z] += un;
    byTeam[z + 1] += cached;
    byTeam[z + 2] += write;
    byTeam[z + 3] += output;
  }
  if (i === dupNext) {
    const n = p - at;
    buf.copy(buf, p, at, p);
    p += n;
    dups++;
    dupNext = nth(dups, DUPS);
  }
  if (i === badNext) {
    put(dayText);
    put(enc("00:00:00Z,openai,gpt-4o-mini,-1,10,,,,1,,Checkout,assistant,user0001@example.com,bad_"));
    num(bad);
    buf[p++] = 10;
    bad++;
    badNext = nth(bad, BAD);
  }
  if (p >= CHUNK - 2048) flush();
}
flush();

// ---- expected totals, exactly
const money = (v, digits) => {
  const neg = v < 0n;
  let s = (neg ? -v : v).toString().padStart(digits + 1, "0");
  s = `${s.slice(0, -digits)}.${s.slice(-digits)}`;
  s = s.replace(/0+$/, "").replace(/\.$/, "");
  return (neg ? "-" : "") + s;
};
const D1 = SCALE + 6,
  D2 = SCALE * 2 + 6; // decimals of the standard and of the effective sum
function sums(a, base) {
  let std = 0n,
    eff = 0n;
  const tok = [0, 0, 0, 0],
    per = new Map();
  for (let m = 0; m < NM; m++)
    for (let q = 0; q < models[m].periods.length; q++)
      for (let f = 0; f < 4; f++) {
        const k = base + ((m * MAXP + q) * 4 + f) * 4;
        const v = [a[k], a[k + 1], a[k + 2], a[k + 3]];
        if (!v[0] && !v[1] && !v[2] && !v[3]) continue;
        for (let c = 0; c < 4; c++) tok[c] += v[c];
        const P = models[m].periods[q];
        if (!P.base) continue;
        let s = 0n,
          e = 0n;
        const E = f & 2 ? P.long : P.base;
        for (let c = 0; c < 4; c++) {
          s += P.base[c] * BigInt(v[c]);
          e += E[c] * BigInt(v[c]);
        }
        e *= f & 1 ? models[m].batch : 10n ** BigInt(SCALE);
        std += s;
        eff += e;
        per.set(models[m].key, (per.get(models[m].key) ?? 0n) + s);
      }
  return { std, eff, tok, per };
}
const S = sums(byAll, 0);
let unpriced = 0;
for (let x = UNK * MAXP * 4; x < (UNK + 1) * MAXP * 4; x++) unpriced += counts[x];
const iso = (t) => (t === null ? null : new Date(t).toISOString().replace(".000Z", "Z"));
const out = {
  rows_in_file: rows + dups + bad,
  accepted: rows,
  duplicates: dups,
  rejected: bad,
  totals: {
    uncached_input: String(S.tok[0]),
    cache_read: String(S.tok[1]),
    cache_write_5m: String(S.tok[2]),
    cache_write_1h: "0",
    output: String(S.tok[3]),
    reasoning: String(reasoning),
    requests: String(rows),
  },
  cost_usd: money(S.std, D1),
  cost_usd_effective: money(S.eff, D2),
  unpriced_rows: unpriced,
  first_timestamp: iso(first),
  last_timestamp: iso(last),
  teams: Math.min(TEAMS, USERS),
  users: USERS,
  models: MODELS,
  seconds: (Date.now() - started) / 1000,
};
if (byMonth) {
  const w = NM * MAXP * 16;
  out.cost_by_model = Object.fromEntries([...S.per].map(([k, v]) => [k, money(v, D1)]));
  out.cost_by_month = Object.fromEntries(
    [...Array(MONTHS).keys()].map((k) => [new Date(monthStart[k]).toISOString().slice(0, 7), money(sums(byMonth, k * w).std, D1)]),
  );
  out.cost_by_team = Object.fromEntries([...Array(TEAMS).keys()].map((k) => [teamName(k), money(sums(byTeam, k * w).std, D1)]));
}
console.error(JSON.stringify(out, null, 1));
