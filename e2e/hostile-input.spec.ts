// Random, huge and hostile input on every endpoint and page, from a printed seed: an answer always comes, and it is never our fault.
import { expect, test } from "@playwright/test";
import { operations } from "@/lib/api/openapi";
import { startApp } from "../scripts/app-under-test.mjs";
import { cookieOf } from "./sign-in";

const seed = Number(process.env.TEST_SEED ?? 20260630);
const rounds = 24;
const key = "0123456789abcdef0123456789abcdef";
const owner = { email: "nora@example.com", password: "a quiet copper coin" };
const settings = {
  ...{ OBOLE_INIT_EMAIL: owner.email, OBOLE_INIT_PASSWORD: owner.password, OBOLE_INIT_WORKSPACE: "Atelier Nord", OBOLE_INIT_API_KEY: key },
  ...{ OBOLE_INIT_SAMPLE: "1", OBOLE_REQUESTS_PER_MINUTE: "1000000", OBOLE_REQUEST_BURST: "1000000" },
};

const texts = [
  ..."' OR 1=1 --|%00|\0|\u{1f4a9}|<script>alert(1)</script>|../../etc/passwd|__proto__|constructor|null|NaN|-1|0|1e309|9999999999999999999|=cmd()|{{7*7}}".split(
    "|",
  ),
  ...[
    "x".repeat(3000),
    "\u202e\u200b",
    "2026-02-30",
    "2026-13",
    "0000-01-01",
    "9999-12-31",
    "+275760-09-13",
    "2026-06-30T25:61:00Z",
    "a,b,,",
    "%",
    "{}",
    "[]",
    "",
  ],
];

type Random = { below: (most: number) => number; of: <T>(from: readonly T[]) => T };

/** mulberry32 */
function randomFrom(start: number): Random {
  let state = start >>> 0;
  const below = (most: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most;
  };
  return { below, of: (from) => from[below(from.length)] as (typeof from)[number] };
}

function someValue(random: Random, depth = 0): unknown {
  const kinds = [
    () => random.of(texts),
    () => random.of([0, -1, 1.5, 1e308, 2 ** 53, 5]),
    () => random.of([null, true, false]),
    () => Array.from({ length: random.below(4) }, () => someValue(random, depth + 1)),
    () =>
      Object.fromEntries(
        Array.from({ length: random.below(4) }, () => [
          random.of(["not", "timestamp", "model", "__proto__", "prices", "x"]),
          someValue(random, depth + 1),
        ]),
      ),
  ];
  return (depth > 4 ? random.of(texts) : kinds[random.below(kinds.length)]?.()) ?? null;
}

const fields = [
  "timestamp",
  "provider",
  "model",
  "input_tokens",
  "output_tokens",
  "requests",
  "team",
  "kind",
  "scope",
  "percent",
  "prices",
  "from",
  "ratio",
  "baseline",
  "month",
  "reason",
];
const hostileBodies = [
  ...[
    "",
    "{",
    "[".repeat(100_000),
    `{"a":`.repeat(50_000),
    '{"timestamp":"\\u0000","model":"\\ud800"}',
    '"text"',
    "null",
    "[[]]",
    "\ufeff{}",
    "\0\0\0",
    "PK\x03\x04",
    "\x1f\x8b\x08\x00garbage",
  ],
  ...["timestamp,model,input_tokens,output_tokens\n2026-01-01,\0,1,1\n", `${"c,".repeat(20_000)}\n1\n`, `timestamp,model\n"${"y".repeat(200_000)}`],
];

function bodyOf(random: Random): string {
  if (random.below(3) === 0) return random.of(hostileBodies);
  const row = () => Object.fromEntries(fields.filter(() => random.below(3) === 0).map((name) => [name, someValue(random)]));
  return JSON.stringify(random.below(2) ? row() : Array.from({ length: random.below(5) }, row));
}

const names = [
  "from",
  "to",
  "granularity",
  "group_by",
  "as_of",
  "cursor",
  "limit",
  "model",
  "team",
  "team[not]",
  "baseline",
  "k_in",
  "filename",
  "format",
  "timezone",
  "mapping",
  "source",
  "month",
  "dry_run",
  "locale",
  "action",
  "page",
  "q",
  "__proto__",
];

function queryOf(random: Random): string {
  const parts = Array.from(
    { length: random.below(5) },
    () => `${encodeURIComponent(random.of(names))}=${random.below(6) ? encodeURIComponent(random.of(texts)) : random.of(["%", "%ff", "%00"])}`,
  );
  return parts.length ? `?${parts.join("&")}` : "";
}

function segmentOf(random: Random): string {
  return random.below(4) ? encodeURIComponent(random.of(texts.filter(Boolean))) : random.of(["%ff", "..%2f", "1", "2147483648", "2026-06.csv", "0"]);
}

/** What only the log may say. */
const ours = /node_modules|\n\s+at \S+ \(|\/(?:home|root|tmp|work)\/\w/;

async function checked(what: string, request: Promise<Response>): Promise<void> {
  const response = await request.catch((error) => new Response(String(error.cause ?? error), { status: 599 }));
  const body = await response.text();
  const about = `${what} → ${response.status} (seed ${seed})`;
  expect(response.status, `${about}: ${body.slice(0, 300)}`).toBeLessThan(500);
  expect(ours.exec(body)?.[0] ?? null, about).toBeNull();
}

test("whatever is sent to the API, it answers, and never with an error of ours", async () => {
  test.setTimeout(600_000);
  const app = await startApp({ env: settings });
  try {
    for (const [index, { method, path }] of operations.entries()) {
      const random = randomFrom(seed + index);
      for (let round = 0; round < rounds; round++) {
        if (path.includes("/ready") || path.includes("/health")) break;
        const address = path.replace(/\{\w+\}/g, () => segmentOf(random)) + queryOf(random);
        const type = random.of([
          "application/json",
          "application/x-ndjson",
          "text/csv",
          "text/plain",
          "application/x-protobuf",
          "multipart/form-data",
        ]);
        const headers = {
          ...{ authorization: `Bearer ${key}`, "content-type": type },
          ...(random.below(5) === 0 && { "content-encoding": "gzip" }),
          ...(random.below(5) === 0 && { "idempotency-key": random.of(["", "x".repeat(300), "a"]) }),
          ...(random.below(5) === 0 && { "x-request-id": "x".repeat(500) }),
        };
        const body = method === "get" || method === "delete" ? undefined : bodyOf(random);
        await checked(
          `${method} ${address} ${body?.slice(0, 120) ?? ""}`,
          fetch(app.url + address, { method: method.toUpperCase(), headers, ...(body !== undefined && { body }) }),
        );
      }
    }
    expect((await fetch(`${app.url}/api/ready`)).status).toBe(200);
  } finally {
    await app.discard();
  }
});

test("whatever stands in an address, a page answers", async () => {
  test.setTimeout(600_000);
  const app = await startApp({ env: settings });
  try {
    const cookie = await cookieOf(app.url, owner);
    const pages = [
      "spend",
      "savings",
      "models",
      "models/openai/gpt-4o",
      "imports",
      "imports/1",
      "settings/audit",
      "settings/security",
      "settings/data",
      "nowhere",
    ];
    const random = randomFrom(seed);
    for (const page of pages) {
      for (let round = 0; round < 8; round++) {
        const address = `/w/${random.below(5) ? "atelier-nord" : segmentOf(random)}/${random.below(6) ? page : `models/${segmentOf(random)}/${segmentOf(random)}`}${queryOf(random)}`;
        const headers = { cookie, ...(random.below(4) === 0 && { rsc: "1" }) };
        await checked(address, fetch(app.url + address, { headers, redirect: "manual" }));
      }
    }
    for (const path of ["/signin", "/setup", "/", "/api/nothing", "/%ff", "/w", "/_next/image?url=/icon.svg&w=64&q=75", "/metrics"]) {
      await checked(path, fetch(app.url + path + (path.includes("?") ? "" : queryOf(random)), { redirect: "manual" }));
    }
  } finally {
    await app.discard();
  }
});
