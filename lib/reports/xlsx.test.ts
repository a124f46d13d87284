import fc from "fast-check";
import { expect, test } from "vitest";
import { noSums } from "@/lib/spend/spend";
import { forEachClass } from "@/lib/usage/tokens";
import type { ReportLine } from "./lines";
import { mostSheetRows, type SheetCell } from "./workbook";
import { detailSheets } from "./xlsx";

const basis = { list: 0n, contract: 0n, manual: 0n };
const unit = { ...forEachClass(() => null), request: null };
const line = (n: number): ReportLine => ({ ...noSums, ...{ period: null, dimensions: { team: `team ${n}` }, requests: BigInt(n), basis, unit } });
const whole = {
  ...{ ...noSums, basis, coverage: { tokensPercent: "100", requestsPercent: "100" }, assumed: [], requestsUnknown: 0n, dataUntil: null },
  ...{ comparedOnly: { tokens: 0n, requests: 0n }, unpricedModels: [] },
};

/** The sheets of as many lines, which come in batches: their names and rows. */
async function sheetsOf(lines: number, batch: number, mostRows?: number): Promise<{ name: string; rows: (readonly SheetCell[])[] }[]> {
  async function* batches(): AsyncGenerator<ReportLine[]> {
    for (let at = 0; at < lines; at += batch) yield Array.from({ length: Math.min(batch, lines - at) }, (_, n) => line(at + n + 1));
  }
  const found: { name: string; rows: (readonly SheetCell[])[] }[] = [];
  const report = { groupBy: ["team" as const], spend: { ...whole, requests: BigInt((lines * (lines + 1)) / 2) } };
  for await (const { name, rows } of detailSheets({ locale: "en", report, lines: batches }, [], mostRows)) {
    const all: (readonly SheetCell[])[] = [];
    for await (const part of rows) all.push(...part);
    found.push({ name, rows: all });
  }
  return found;
}

const first = (row: readonly SheetCell[]) => (row[0] && "text" in row[0] ? row[0].text : null);
const named = (rows: readonly (readonly SheetCell[])[]) => rows.map(first).filter((text) => text?.startsWith("team "));

test("lines beyond what a sheet holds go on in the next, in their order, each once, and the total sums up all of them", async () => {
  // A sheet of five rows: the heading, three lines, and the total or nothing.
  const sheets = await sheetsOf(7, 2, 5);
  expect(sheets.map(({ rows }) => named(rows))).toEqual([["team 1", "team 2", "team 3"], ["team 4", "team 5", "team 6"], ["team 7"]]);
  const [one, two, three] = sheets.map(({ name }) => name);
  expect(sheets[2]?.rows.at(-1)?.[1]).toMatchObject({ formula: `SUM('${one}'!B2:B4,'${two}'!B2:B4,B2:B2)`, value: "28" });
  expect(new Set([one, two, three]).size).toBe(3);
});

test("no sheet ever has more rows than it holds, and no line is lost", async () => {
  const sizes = fc.record({ lines: fc.nat(40), batch: fc.integer({ min: 1, max: 9 }), mostRows: fc.integer({ min: 3, max: 12 }) });
  await fc.assert(
    fc.asyncProperty(sizes, async ({ lines, batch, mostRows }) => {
      const sheets = await sheetsOf(lines, batch, mostRows);
      expect(Math.max(...sheets.map(({ rows }) => rows.length))).toBeLessThanOrEqual(mostRows);
      expect(sheets.flatMap(({ rows }) => named(rows))).toEqual(Array.from({ length: lines }, (_, n) => `team ${n + 1}`));
    }),
  );
});

test("a sheet holds as many rows as Excel reads: 2 to the 20th", () => {
  expect(mostSheetRows).toBe(2 ** 20);
});
