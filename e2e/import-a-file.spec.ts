import { gzipSync } from "node:zlib";
import { always, expectReceipt, expectSpend, fixture } from "./expected";
import { expect, test } from "./fixtures";

const basic = "canonical-basic.csv";
const rejects = "canonical-rejects.csv";

for (const name of [basic, rejects]) {
  test(`${name} comes in to the last digit`, async ({ api }) => {
    const { content, expected } = await fixture(name);
    expectReceipt(await api.upload(content, { filename: name }), expected);
    await expectSpend(api, expected);
  });
}

// What batches and long prompts make of the list price, in dollars per million tokens:
const effective: Record<string, string> = {
  // half of (3310 × 0.15 + 122 × 0.60), and on Azure 9000 × 0.165 + 700 × 0.66: 0.00028485 + 0.001947
  "gpt-4o-mini": "0.00223185",
  // above 272 k: 0.3 × 2.00 + 0.002 × 9.00, and since 30 July 0.3 × 0.40 + 0.002 × 1.80: 0.618 + 0.1236
  "gpt-5.6-luna": "0.7416",
  // above 200 k: 0.2 × 2.50 + 0.01 × 0.25 + 0.003 × 15; at 200 k exactly: 0.19 × 1.25 + 0.01 × 0.125 + 0.003 × 10: 0.5475 + 0.26875
  "gemini-2.5-pro": "0.81625",
  // above 200 k: 0.02 × 6 + 0.2 × 0.60 + 0.03 × 7.50 + 0.004 × 22.50; the row of 40 requests stays at base price
  "claude-sonnet-4-5-20250929": "0.555",
};

test("each model costs what its own rows do", async ({ api }) => {
  const { content, expected } = await fixture(basic);
  await api.upload(content);
  const { rows } = await api.spend({ ...always, group_by: "model_raw" });
  const list = Object.fromEntries(Object.entries(expected.by_model).map(([name, { cost_usd: cost }]) => [name, cost]));
  expect(Object.fromEntries(rows.map(({ model_raw, cost }) => [model_raw, cost]))).toEqual({ ...list, ...effective });
});

test("the rejected rows can be downloaded, each with its line and reason", async ({ api }) => {
  const { content, expected } = await fixture(rejects);
  const { id } = await api.upload(content, { filename: rejects });
  const rejected = await api.table(`/imports/${id}/rejected.csv`);
  expect(rejected.map(({ line, code }) => ({ line: Number(line), reason: code }))).toEqual(expected.rejected);
  // Its own columns follow, as they came.
  expect(rejected.find(({ code }) => code === "bad_timestamp")).toMatchObject({ timestamp: "yesterday", model: "gpt-4o-mini", request_id: "b-8" });
});

test("a file uploaded twice adds nothing, whatever it is called", async ({ api }) => {
  const { content, expected } = await fixture(basic);
  const first = await api.upload(content);
  const second = await api.upload(content, { filename: "again.csv" });
  expect(second).toMatchObject({ rows: 20, accepted: 0, duplicates: 20, conflicts: 0, same_as: first.id });
  await expectSpend(api, expected);
});

const forms: Record<string, (text: string) => string | Buffer> = {
  "packed with gzip": (text) => gzipSync(text),
  "with a byte order mark": (text) => `\ufeff${text}`,
  "with Windows line ends": (text) => text.replaceAll("\n", "\r\n"),
  "in UTF-16": (text) => Buffer.from(`\ufeff${text}`, "utf16le"),
  "with its columns in reverse": (text) =>
    text
      .trimEnd()
      .split("\n")
      .map((line) => line.split(",").reverse().join(","))
      .join("\n"),
  "with quotes around every cell": (text) =>
    text
      .trimEnd()
      .split("\n")
      .map((line) =>
        line
          .split(",")
          .map((cell) => `"${cell}"`)
          .join(","),
      )
      .join("\n"),
  "with a column more": (text) =>
    text
      .trimEnd()
      .split("\n")
      .map((line, index) => `${line},${index ? "x" : "region"}`)
      .join("\n"),
};
for (const [form, write] of Object.entries(forms)) {
  test(`a file ${form} says the same`, async ({ api }) => {
    const { content, expected } = await fixture(basic);
    expectReceipt(await api.upload(write(content.toString())), expected);
    await expectSpend(api, expected);
  });
}

test("a dry run says what would happen and keeps nothing", async ({ api }) => {
  const { content, expected } = await fixture(basic);
  const would = await api.upload(content, { dry_run: "1" });
  expect(would.id).toBeNull();
  expectReceipt(would, expected);
  expect(await api.imports()).toEqual([]);
  expect((await api.spend(always)).total).toMatchObject({ cost: "0", requests: 0 });
});

const unreadable = {
  empty_file: "",
  unknown_format: "name,colour\nash,grey\n",
  missing_column: "timestamp,model,input_tokens\n2026-06-01T10:00:00Z,gpt-4o,1\n",
  duplicate_column: "timestamp,model,input_tokens,output_tokens,model\n",
  unclosed_quote: 'timestamp,model,input_tokens,output_tokens\n2026-06-01T10:00:00Z,"gpt-4o,1,1\n',
  binary_file: "timestamp,model\0",
  damaged_gzip: gzipSync("timestamp,model,input_tokens,output_tokens\n2026-06-01T10:00:00Z,gpt-4o,1,1\n").subarray(0, 40),
};
for (const [code, content] of Object.entries(unreadable)) {
  test(`a file refused as a whole says ${code} and leaves nothing`, async ({ api }) => {
    const answer = await api.call("POST", "/imports", { body: content });
    expect(answer.status).toBe(422);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    const problem = await answer.json();
    expect(problem).toMatchObject({ code, status: 422 });
    expect(await api.import(problem.id)).toMatchObject({ status: "failed", accepted: 0, error: { code } });
    expect((await api.spend(always)).total.requests).toBe(0);
  });
}

test("a file of more than 10 MB arrives whole", async ({ api }) => {
  // 30,000 rows of 1 input and 2 output tokens of gpt-4o (2.50 / 10 per million): 0.075 + 0.60 = $0.675
  const rows = 30_000;
  const note = "x".repeat(400);
  const lines = Array.from({ length: rows }, (_, index) => `2026-06-01T10:00:00Z,openai,gpt-4o,1,2,r-${index},${note}`);
  const content = Buffer.from(`timestamp,provider,model,input_tokens,output_tokens,request_id,note\n${lines.join("\n")}\n`);
  expect(content.length).toBeGreaterThan(12_000_000);
  expect(await api.upload(content)).toMatchObject({ rows, accepted: rows, bytes: content.length });
  expect((await api.spend(always)).total).toMatchObject({ cost: "0.675", requests: rows, tokens: { input: rows, output: 2 * rows } });
});
