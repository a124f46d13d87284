import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { pool } from "@/lib/db";
import { env } from "@/lib/env";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { fixture, canonicalHeader as header, visibleSums } from "@/lib/testing/files";
import { workbook, zip } from "@/lib/testing/zip";
import { receiveImport } from "./receive";

freshDatabase();

const mebibyte = 1 << 20;
const row = "2026-06-01T10:00:00Z,openai,gpt-4o-mini,1000,100,,1,,A,p,u,r";
const csv = `${header}\n${row}\n`;

/** Sends a file in pieces, and says how much of it was taken. */
async function send(content: AsyncIterable<Uint8Array> | Uint8Array) {
  const access = await freshWorkspace();
  let taken = 0;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    if (content instanceof Uint8Array) for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536);
    else
      for await (const piece of content) {
        taken += piece.byteLength;
        yield piece;
      }
  }
  const record = await receiveImport(access, pieces(), { filename: "usage.csv" });
  const left = await pool().query("select 1 from usage_identity where workspace_id = $1", [access.workspaceId]);
  return { record, taken, written: (await visibleSums(access)).length + (left.rowCount ?? 0) };
}

async function* endless(start: string, piece: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(start);
  for (let sent = 0; sent < 200 * mebibyte; sent += piece.length) yield Buffer.from(piece);
}

const spendlogs = await fixture("litellm-spendlogs.json");
const month = await fixture("claude-code-team-2026-06.csv");
const nothing = { status: "failed", accepted: 0 };

describe("a file that never ends one record is left at once", () => {
  const long = "x".repeat(65_536);
  test.each([
    ["a line of a table", "record_too_long", `${csv}2026-06-01,`, long],
    ["a line of a table, its cells empty", "record_too_long", csv, ",".repeat(65_536)],
    ["a quoted cell", "unclosed_quote", `${csv}"`, long],
    ["a quoted cell of quotes", "unclosed_quote", `${csv}"`, '""'.repeat(32_768)],
    ["a header", "header_too_long", "timestamp,", long],
    ["a JSON line", "record_too_long", `{"type": "user", "a": "`, long],
    ["a JSON element", "record_too_long", `{"data": [{"a": "`, long],
    ["a JSON document without its array", "record_too_long", `{"a": {"b": "`, long],
    ["nothing but nested lists", "damaged_json", "[[", "[".repeat(65_536)],
    ["a line of nested lists", "record_too_long", '{"type": "user", "a": ', "[".repeat(65_536)],
    ["lines without a format", "unknown_format", "", `${JSON.stringify({ a: long.slice(0, 1000) })}\n`.repeat(60)],
  ])("%s: %s", { timeout: 120_000 }, async (_, code, start, piece) => {
    const { record, taken, written } = await send(endless(start, piece));
    expect(record).toMatchObject({ ...nothing, error: { code } });
    expect(record.error?.detail).toMatch(/[.?]$/);
    expect(taken).toBeLessThan(40 * mebibyte);
    expect(written).toBe(0);
  });
});

describe("a file that is not what it seems fails, with nothing written", () => {
  const damaged = Buffer.from(zip([{ name: "a.csv", content: csv + randomBytes(5000).toString("hex") }]));
  damaged[60] = (damaged[60] ?? 0) ^ 0xff;
  const packed = zip([{ name: "usage.csv", content: csv }]);
  test.each<[string, string, Uint8Array]>([
    ["NULs", "binary_file", Buffer.from(`${csv}\0`)],
    ["an old workbook", "binary_file", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0])],
    ["a picture", "binary_file", Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n\0\0", "latin1"), randomBytes(1000)])],
    ["100,000 columns", "header_too_long", Buffer.from(Array.from({ length: 100_000 }, (_, index) => `c${index}`).join(","))],
    ["the same column twice", "duplicate_column", Buffer.from(`${header},MODEL\n`)],
    ["half a gzip", "damaged_gzip", gzipSync(csv).subarray(0, 60)],
    ["a gzip of nothing", "empty_file", gzipSync("")],
    ["a gzip bomb", "archive_bomb", gzipSync(Buffer.alloc(30 * mebibyte, 10))],
    ["half a zip", "damaged_zip", packed.subarray(0, packed.length - 30)],
    ["a zip with flipped bits", "damaged_zip", damaged],
    ["a zip that lies about a size", "damaged_zip", zip([{ name: "a.csv", content: csv, claims: 10 }])],
    ["a zip bomb", "archive_bomb", zip([{ name: "a.csv", content: Buffer.alloc(30 * mebibyte, 10) }])],
    ["a zip bomb that hides its size", "damaged_zip", zip([{ name: "a.csv", content: Buffer.alloc(30 * mebibyte, 10), claims: 1000 }])],
    ["a path out of the folder", "unsafe_zip", zip([{ name: "../../usage.csv", content: csv }])],
    ["a path out of the folder, the other way", "unsafe_zip", zip([{ name: "..\\usage.csv", content: csv }])],
    ["an absolute path", "unsafe_zip", zip([{ name: "/etc/usage.csv", content: csv }])],
    ["a drive letter", "unsafe_zip", zip([{ name: "C:usage.csv", content: csv }])],
    [
      "a bad path beside a good file",
      "unsafe_zip",
      zip([
        { name: "a.csv", content: csv },
        { name: "../b.png", content: "" },
      ]),
    ],
    ["a password", "encrypted_zip", zip([{ name: "usage.csv", content: csv, isEncrypted: true }])],
    [
      "two data files",
      "zip_contents",
      zip([
        { name: "a.csv", content: csv },
        { name: "b.json", content: "[]" },
      ]),
    ],
    ["no data file", "zip_contents", zip([{ name: "a.png", content: "x" }])],
    ["an empty zip", "zip_contents", zip([])],
    ["a zip in a zip", "zip_contents", zip([{ name: "a.zip", content: packed }])],
    ["an empty file in a zip", "empty_file", zip([{ name: "a.csv", content: "" }])],
    ["half a JSON document", "damaged_json", spendlogs.subarray(0, 3000)],
    ["half a minified document", "damaged_json", Buffer.from('{"data":[{"object":"bucket","start_time":1,"results":[]}')],
    ["JSON that nobody knows", "unknown_format", Buffer.from('[{"a": 1}]')],
    ["JSON that is no record", "unknown_format", Buffer.from("{}")],
    ["an empty list", "unknown_format", Buffer.from("[]")],
    ["no readable JSON line", "damaged_json", Buffer.from("{x\n{y\n{z\n")],
    ["no dates, and no month", "missing_month", month],
    ["a workbook bomb", "archive_bomb", workbook([{ rows: [["timestamp"]] }], [{ name: "xl/a.xml", content: Buffer.alloc(30 * mebibyte, 32) }])],
    ["a workbook with a path out", "unsafe_zip", workbook([{ rows: [["timestamp"]] }], [{ name: "../a", content: "" }])],
  ])("%s: %s", async (_, code, content) => {
    const { record, written } = await send(content);
    expect(record).toMatchObject({ ...nothing, error: { code } });
    expect(record.error?.detail).toMatch(/[.?]$/);
    expect(written).toBe(0);
    expect(await readdir(path.join(env.dataDir, "spool")).catch(() => [])).toEqual([]);
  });
});

test("long records are read, as long as they end", async () => {
  const long = '"'.repeat(2 * mebibyte);
  const observation = (id: string, text: string) => ({
    id,
    traceId: "t",
    type: "GENERATION",
    startTime: "2026-06-14T10:00:00Z",
    model: "gpt-4o",
    usageDetails: { input: 1, output: 1 },
    input: text,
  });
  const lines = Buffer.from([observation("a", long), observation("b", long)].map((each) => JSON.stringify(each)).join("\n"));
  expect((await send(lines)).record).toMatchObject({ error: null, accepted: 2 });
  const table = Buffer.from(`${header},note\n${row},"${long.replaceAll('"', '""')}"\n${row}2,"${long.replaceAll('"', "a\n")}"\n`);
  expect((await send(table)).record).toMatchObject({ error: null, accepted: 2 });
});
