import { readdirSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { pool } from "@/lib/db";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { fixture, canonicalHeader as header, take, visibleSums } from "@/lib/testing/files";
import { workbook, zip } from "@/lib/testing/zip";
import { rejectedRows } from "./queries";
import type { ImportOptions } from "./receive";

freshDatabase();

const tables = readdirSync(path.join(import.meta.dirname, "fixtures")).filter((name) => name.endsWith(".csv") && !name.endsWith("rejects.csv"));

async function optionsOf(name: string): Promise<Partial<ImportOptions>> {
  const { import_month: month, mapping } = JSON.parse(String(await fixture(`${name}.expected.json`)));
  return { ...(month && { month }), ...(mapping && { mapping }) };
}

function written(rows: string[][], delimiter: string, end: string): string {
  const cell = (text: string) => (/[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map(cell).join(delimiter)).join(end);
}

describe.each(tables)("%s", (name) => {
  test("is the same in every shape: the second adds nothing", async () => {
    const access = await freshWorkspace();
    const options = await optionsOf(name);
    const text = String(await fixture(name));
    const delimiter = name.startsWith("mapped") ? ";" : ",";
    const rows: string[][] = parse(text, { delimiter });
    const first = await take(access, text, options);
    expect(first.accepted).toBeGreaterThan(0);
    const before = await visibleSums(access);
    // In a workbook and with tabs, a comma would group: there its numbers are written as elsewhere.
    const plain = delimiter === ";" ? rows.map((row) => row.map((cell) => cell.replace(/^(\d+),(\d\d)$/, "$1.$2"))) : rows;
    const shapes: [string, string | Buffer][] = [
      ["CRLF", written(rows, delimiter, "\r\n")],
      ["CR", written(rows, delimiter, "\r")],
      ["a byte order mark", `\ufeff${written(rows, delimiter, "\n")}\n\n`],
      ["UTF-16", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")])],
      ["gzip", gzipSync(text)],
      [
        "a zip",
        zip([
          { name: "folder/usage.csv", content: text },
          { name: "__MACOSX/folder/._usage.csv", content: "x" },
        ]),
      ],
      ["tabs", written(plain, "\t", "\n")],
      [
        "other column order",
        written(
          rows.map((row) => row.toReversed()),
          delimiter,
          "\n",
        ),
      ],
      ["the separator named first", `sep=|\r\n${written(plain, "|", "\r\n")}`],
      [
        "a column more",
        written(
          rows.map((row, index) => [...row, index ? "x" : "More"]),
          delimiter,
          "\n",
        ),
      ],
      [
        "upper case",
        written(
          rows.map((row, index) => (index ? row : row.map((cell) => ` ${cell.toUpperCase()} `))),
          delimiter,
          "\n",
        ),
      ],
      ["a workbook", workbook([{ rows: plain }])],
      ["a workbook with shared texts", workbook([{ rows: plain, shared: true }])],
    ];
    for (const [shape, content] of shapes) {
      const again = await take(access, content, { ...options, filename: "renamed.bin" });
      expect([shape, again.error, again.accepted, again.conflicts, again.rejected]).toEqual([shape, null, 0, 0, 0]);
      expect([shape, again.rows, again.duplicates, again.ignored]).toEqual([shape, first.rows, first.accepted + first.duplicates, first.ignored]);
    }
    expect(await visibleSums(access)).toEqual(before);
  });
});

describe("JSON", () => {
  const text = async (name: string) => String(await fixture(name));

  test.each(["openai-usage-completions.json", "anthropic-usage-messages.json", "langfuse-observations.json", "litellm-spendlogs.json"])(
    "%s is the same minified, indented, packed, page after page",
    async (name) => {
      const access = await freshWorkspace();
      const written = await text(name);
      const first = await take(access, written);
      const value = JSON.parse(written);
      const minified = JSON.stringify(value);
      const shapes = [
        minified,
        JSON.stringify(value, null, 4),
        `\ufeff${minified}\r\n`,
        gzipSync(written),
        zip([{ name: "a.json", content: written }]),
      ];
      for (const shape of shapes)
        expect(await take(access, shape)).toMatchObject({ error: null, rows: first.rows, accepted: 0, duplicates: first.accepted });
      const pages = await take(await freshWorkspace(), `${minified}\n${minified}\n`);
      expect(pages).toMatchObject({ error: null, rows: 2 * first.rows, ignored: 2 * first.ignored });
    },
  );

  test.each(["bedrock-invocations.jsonl", "gcp-billing-export.jsonl", "codex-rollout.jsonl", "claude-code-session.jsonl", "otel-genai-spans.jsonl"])(
    "%s keeps its good lines beside one that cannot be read",
    async (name) => {
      const access = await freshWorkspace();
      const written = await text(name);
      const first = await take(await freshWorkspace(), written);
      const broken = await take(access, `{"broken": \n${written.replaceAll("\n", "\r\n")}\n\nnot json`);
      expect(broken).toMatchObject({ error: null, rows: first.rows + 2, accepted: first.accepted, rejected: 2, rejectedByReason: { bad_json: 2 } });
      const { rows } = await pool().query("select line, cells from import_rejection where workspace_id = $1 order by place", [access.workspaceId]);
      expect(rows.map(({ line }) => Number(line))).toEqual([1, 1 + written.trimEnd().split("\n").length + 3]);
      expect(rows.at(-1)?.cells).toEqual(["not json"]);
    },
  );

  test("numbers longer than a double keep every digit", async () => {
    const access = await freshWorkspace();
    const log = { request_id: "r", prompt_tokens: 5, completion_tokens: 1, startTime: "2026-05-20T13:12:43Z", model: "gpt-4o", spend: 7 };
    const lines = JSON.stringify(log).replace('"prompt_tokens":5', '"prompt_tokens":9007199254740993').replace("7}", "0.123456789012345678901}");
    for (const content of [lines, `[${lines}]`]) {
      const record = await take(access, content, { onConflict: "keep" });
      expect(record.conflicts).toBe(0);
    }
    const { rows } = await pool().query("select input::text, reported_cost::text from usage_event where workspace_id = $1", [access.workspaceId]);
    expect(rows).toEqual([{ input: "9007199254740993", reported_cost: "0.123456789012345678901" }]);
  });

  test("a name may hold what the database cannot", async () => {
    const access = await freshWorkspace();
    const line =
      '{"request_id": "r\\u0000", "prompt_tokens": 5, "completion_tokens": 1, "startTime": "2026-05-20T13:12:43Z", "model": "m\\u0000\\ud800"}';
    expect(await take(access, `${line}\n${line.replace("2026", "x")}`)).toMatchObject({ error: null, accepted: 1, rejected: 1 });
  });

  test("many records of one line are refused one by one", async () => {
    const access = await freshWorkspace();
    const page = JSON.parse(String(await fixture("openai-usage-completions.json")));
    for (const result of page.data[0].results) result.model = null;
    const record = await take(access, JSON.stringify(page));
    expect(record).toMatchObject({ rejectedByReason: { missing_model: 3 }, accepted: 6 });
    const { rows } = await pool().query("select line from import_rejection where workspace_id = $1 order by place", [access.workspaceId]);
    expect(rows.map(({ line }) => Number(line))).toEqual([1, 2, 3]);
  });
});

describe("a workbook", () => {
  const columns = ["timestamp", "model", "input_tokens", "output_tokens", "request_id"];
  const styled = (cells: string, epoch = "") => [
    {
      name: "xl/worksheets/sheet1.xml",
      content: `<worksheet><sheetData><row r="1">${columns.map((name) => `<c t="inlineStr"><is><t>${name}</t></is></c>`).join("")}</row><row r="3">${cells}</row></sheetData></worksheet>`,
    },
    {
      name: "xl/styles.xml",
      content: `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[$-40C]d\\ mmm\\ yyyy"/></numFmts><cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="170"/></cellXfs></styleSheet>`,
    },
    ...(epoch
      ? [
          {
            name: "xl/workbook.xml",
            content: `<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>`,
          },
        ]
      : []),
  ];
  const taken = async (cells: string, epoch = "") => {
    const access = await freshWorkspace();
    const record = await take(access, workbook([{ rows: [columns] }], styled(cells, epoch)));
    const { rows } = await pool().query("select starts_at, line::text, input::text from usage_event where workspace_id = $1", [access.workspaceId]);
    return { error: record.error, rows: rows.map(({ starts_at, ...row }) => ({ at: starts_at.toISOString(), ...row })) };
  };
  const rest = '<c r="B3" t="str"><v>gpt-4o</v></c><c r="C3"><v>1234</v></c><c r="D3"><v>5</v></c>';

  test("writes dates as serial numbers, with empty cells left out and the row's own number", async () => {
    // 46082.5 days after 30 December 1899 is noon of 1 March 2026.
    const noon = { at: "2026-03-01T12:00:00.000Z", line: "3", input: "1234" };
    expect(await taken(`<c r="A3" s="1"><v>46082.5</v></c>${rest}`)).toEqual({ error: null, rows: [noon] });
    expect(await taken(`<c r="A3" s="2"><v>46082</v></c>${rest}`)).toEqual({ error: null, rows: [{ ...noon, at: "2026-03-01T00:00:00.000Z" }] });
    expect(await taken(`<c r="A3" s="1"><v>44620.5</v></c>${rest}`, "1904")).toEqual({ error: null, rows: [noon] });
  });

  test.each([
    ["several_sheets", workbook([{ rows: [columns] }, { rows: [] }])],
    ["empty_file", workbook([{ rows: [] }])],
    ["damaged_workbook", workbook([], [{ name: "xl/workbook.xml", content: "<workbook><sheets><sheet r:id='x' xmlns:r='r'/></sheets>" }])],
    ["damaged_workbook", workbook([{ rows: [columns] }], styled('<c r="B3"><v>1</v></c><c r="A3"><v>1</v></c>'))],
    ["damaged_workbook", workbook([{ rows: [columns] }], [{ name: "xl/sharedStrings.xml", content: "<a>".repeat(100) }])],
    [
      "damaged_workbook",
      workbook(
        [{ rows: [columns] }],
        [
          {
            name: "xl/sharedStrings.xml",
            content: `<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>`,
          },
        ],
      ),
    ],
  ])("that cannot be read fails with %s", async (code, content) => {
    const access = await freshWorkspace();
    expect(await take(access, content, { filename: "usage.csv" })).toMatchObject({ status: "failed", error: { code } });
    expect(await visibleSums(access)).toEqual([]);
  });
});

test("a line that names the separator is no header, and counts as a line", async () => {
  const access = await freshWorkspace();
  const lines = ["timestamp;model;input_tokens;output_tokens", "2026-06-14T10:00:00Z;gpt-4o;x;5"];
  for (const first of ["sep=;", '"sep=;"', "SEP=;;;;;"]) {
    const record = await take(access, [first, ...lines].join("\n"));
    expect([record.error, record.rows, record.rejectedByReason]).toEqual([null, 1, { not_a_number: 1 }]);
    expect((await rejectedRows(access, record.id ?? 0, { limit: 2 })).map(({ line }) => line)).toEqual(["3"]);
  }
});

test("the format can be chosen; a wrong one is named", async () => {
  const access = await freshWorkspace();
  const json = await fixture("litellm-spendlogs.json");
  expect(await take(access, json, { format: "helicone-csv" })).toMatchObject({ error: { code: "wrong_format" } });
  expect(await take(access, `${header}\n`, { format: "litellm-spendlogs-json" })).toMatchObject({ error: { code: "wrong_format" } });
  expect(await take(access, `${header}\n`, { format: "focus-csv" })).toMatchObject({ error: { code: "missing_column" } });
  expect(await take(access, json, { format: "litellm-spendlogs-json" })).toMatchObject({ error: null, accepted: 13 });
});
