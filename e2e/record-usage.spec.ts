import { gzipSync } from "node:zlib";
import { always } from "./expected";
import { expect, test } from "./fixtures";

// A million tokens of gpt-4o in: $2.50
const row = { timestamp: "2026-06-01T10:00:00Z", provider: "openai", model: "gpt-4o", input_tokens: 1_000_000, output_tokens: 0 };
const json = { "content-type": "application/json" };
const recorded = { accepted: 0, duplicates: 0, conflicts: 0, without_id: 0, ignored: 0, rejected: [] };

test("a program records an object, an array or lines, and each counts once", async ({ api }) => {
  const send = (body: string, headers: Record<string, string> = json) => api.json("POST", "/usage", { body, headers });
  expect(await send(JSON.stringify({ ...row, request_id: "a" }))).toEqual({ ...recorded, accepted: 1 });
  expect(await send(JSON.stringify(["a", "b", "c"].map((id) => ({ ...row, request_id: id }))))).toEqual({ ...recorded, accepted: 2, duplicates: 1 });
  const lines = `${JSON.stringify({ ...row, request_id: "d" })}\n\n{broken\n${JSON.stringify({ ...row, input_tokens: -1, request_id: "e" })}\n`;
  expect(await send(lines, { "content-type": "application/x-ndjson" })).toMatchObject({
    accepted: 1,
    rejected: [
      { index: 1, code: "bad_json" },
      { index: 2, code: "negative_tokens" },
    ],
  });
  expect((await api.spend(always)).total).toMatchObject({ cost: "10", requests: 4 });
});

test("what was packed with gzip is read as well", async ({ api }) => {
  const body = new Uint8Array(gzipSync(JSON.stringify({ ...row, request_id: "a" })));
  expect(await api.json("POST", "/usage", { body, headers: { ...json, "content-encoding": "gzip" } })).toMatchObject({ accepted: 1 });
});

test("without an id a row counts each time, unless the request carries a key", async ({ api }) => {
  const send = (headers: object = {}) => api.json("POST", "/usage", { body: JSON.stringify([row, row]), headers: { ...json, ...headers } });
  const once = { "idempotency-key": "job-1" };
  expect(await send()).toEqual({ ...recorded, accepted: 2, without_id: 2 });
  expect(await send()).toMatchObject({ accepted: 2 });
  expect(await send(once)).toMatchObject({ accepted: 2, duplicates: 0 });
  expect(await send(once)).toMatchObject({ accepted: 0, duplicates: 2 });
  expect((await api.spend(always)).total).toMatchObject({ cost: "15", requests: 6 });
});

test("an id that comes back with other numbers is a conflict, and the first stays", async ({ api }) => {
  const send = (input: number) =>
    api.json("POST", "/usage", { body: JSON.stringify({ ...row, input_tokens: input, request_id: "a" }), headers: json });
  await send(1_000_000);
  expect(await send(2_000_000)).toEqual({ ...recorded, duplicates: 1, conflicts: 1 });
  expect((await api.spend(always)).total.cost).toBe("2.5");
});

test("a single row that is wrong is refused with its reason; nothing readable at all is another matter", async ({ api }) => {
  const refused = await api.call("POST", "/usage", { body: JSON.stringify({ ...row, cached_input_tokens: 2_000_000 }), headers: json });
  expect(refused.status).toBe(422);
  expect(await refused.json()).toMatchObject({ code: "row_rejected", errors: [{ code: "cached_exceeds_input" }] });
  const unparseable = await api.call("POST", "/usage", { body: "usage", headers: json });
  expect(unparseable.status).toBe(400);
  expect(await unparseable.json()).toMatchObject({ code: "unparseable" });
});

test("tokens beyond what a JSON number holds are sent as text, and stay exact", async ({ api }) => {
  const most = "9223372036854775807";
  await api.json("POST", "/usage", {
    body: JSON.stringify([1, 2].map((id) => ({ ...row, input_tokens: most, request_id: `${id}` }))),
    headers: json,
  });
  // 2 × 9,223,372,036,854.775807 M × 2.50 = $46,116,860,184,273.879035
  expect((await api.spend(always)).total).toMatchObject({ cost: "46116860184273.879035", tokens: { input: "18446744073709551614" } });
});

test("its rows are found again one by one, newest first, page by page", async ({ api }) => {
  const ids = ["a", "b", "c", "d", "e"];
  const rows = ids.map((id, minute) => ({ ...row, timestamp: `2026-06-01T10:0${minute}:00Z`, team: id, request_id: id }));
  await api.json("POST", "/usage", { body: JSON.stringify(rows), headers: json });
  const seen: unknown[] = [];
  let cursor: string | null = null;
  do {
    const query: Record<string, string> = { ...always, limit: "2", ...(cursor && { cursor }) };
    const page = (await api.json("GET", "/events", { query })) as { items: { team: string; cost: string }[]; next_cursor: string | null };
    expect(page.items.length).toBeLessThanOrEqual(2);
    seen.push(...page.items.map(({ team, cost }) => `${team} ${cost}`));
    cursor = page.next_cursor;
  } while (cursor);
  expect(seen).toEqual(ids.toReversed().map((id) => `${id} 2.5`));
});

test("who sends more at once than there is room for is asked to come again, and in the end all of it counts once", async ({ api }) => {
  const requests = 8;
  const rows = 5_000;
  // 3 kB a row that nobody reads: 15 MB a request, 120 MB together.
  const body = (request: number) =>
    JSON.stringify(Array.from({ length: rows }, (_, index) => ({ ...row, request_id: `${request}-${index}`, comment: "x".repeat(3_000) })));
  let refused = 0;
  const send = async (request: number): Promise<void> => {
    const answer = await api.call("POST", "/usage", { body: body(request), headers: json });
    const text = await answer.text();
    if (answer.ok) return;
    expect([answer.status, answer.headers.get("retry-after")], text).toEqual([503, expect.stringMatching(/^[1-9]\d*$/)]);
    refused++;
    await new Promise((resolve) => setTimeout(resolve, 1_000 + 500 * request));
    return send(request);
  };
  await Promise.all(Array.from({ length: requests }, (_, request) => send(request)));
  expect(refused).toBeGreaterThan(0);
  // 40,000 × 2.50
  expect((await api.spend(always)).total).toMatchObject({ requests: requests * rows, cost: "100000" });
});
