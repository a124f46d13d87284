import fc from "fast-check";
import { readXlsx } from "hucre";
import { expect, test } from "vitest";
import { columnName, type Sheet, type SheetCell, sheetName, workbook } from "./workbook";

const at = Date.parse("2026-07-03T08:12:31Z");

async function written(sheets: { name: string; rows: SheetCell[][] }[], instant = at): Promise<Buffer> {
  async function* all(): AsyncGenerator<Sheet> {
    for (const { name, rows } of sheets) {
      async function* some() {
        yield rows;
      }
      yield { name, widths: [10], frozen: 1, rows: some() };
    }
  }
  const parts: Uint8Array[] = [];
  for await (const part of workbook(all(), { title: "A & <B>", at: instant, order: (names) => names })) parts.push(part);
  return Buffer.concat(parts);
}

test("a text stays the text it is, whatever it begins with, and a number a number", async () => {
  const bytes = await written([
    {
      name: "One",
      rows: [[{ text: '=HYPERLINK("https://evil.example")' }, { number: "-5.60", look: "money" }, { text: "22,5" }, { day: "2026-05-22" }, null]],
    },
  ]);
  const sheet = (await readXlsx(bytes, { readStyles: true })).sheets[0];
  expect(sheet?.rows[0]?.slice(0, 3)).toEqual(['=HYPERLINK("https://evil.example")', -5.6, "22,5"]);
  expect([...(sheet?.cells?.values() ?? [])].some(({ formula }) => formula)).toBe(false);
  expect(sheet?.rows[0]?.[3]).toEqual(new Date("2026-05-22T00:00:00Z"));
});

test("every text comes back as it was", async () => {
  // A workbook folds line ends, as XML does; a lone surrogate is no character.
  const text = fc.string({ unit: "binary", minLength: 1 }).filter((value) => !/\r|\p{Surrogate}/u.test(value));
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), async (texts) => {
      const bytes = await written([{ name: "One", rows: texts.map((value) => [{ text: value }]) }]);
      expect((await readXlsx(bytes)).sheets[0]?.rows.map(([value]) => value)).toEqual(texts);
    }),
    { numRuns: 60 },
  );
});

test("the same sheets are the same bytes, in any zone", async () => {
  const sheets = [{ name: "One", rows: [[{ text: "a" }, { formula: "SUM(B2:B3)", value: "3", look: "totalMoney" as const }]] }];
  const zone = process.env.TZ;
  const all: Buffer[] = [];
  for (const each of ["UTC", "Asia/Tokyo", "America/St_Johns"]) {
    process.env.TZ = each;
    all.push(await written(sheets));
  }
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  expect(new Set(all.map(String)).size).toBe(1);
  expect(await written(sheets, at + 86_400_000)).not.toEqual(all[0]);
});

test("names of columns and sheets", () => {
  expect([0, 25, 26, 27, 701, 702].map(columnName)).toEqual(["A", "Z", "AA", "AB", "ZZ", "AAA"]);
  expect(sheetName("A/B: [x] it's a very long name of a sheet")).toBe("A B   x  it s a very long name ");
});

test("whoever stops reading stops the writing", async () => {
  let isReturned = false;
  async function* rows() {
    try {
      for (;;) yield Array.from({ length: 1000 }, (_, n): SheetCell[] => [{ number: String(n * 7919), look: "count" }]);
    } finally {
      isReturned = true;
    }
  }
  async function* sheets(): AsyncGenerator<Sheet> {
    yield { name: "One", widths: [10], frozen: 0, rows: rows() };
  }
  for await (const _ of workbook(sheets(), { title: "x", at, order: (names) => names })) break;
  expect(isReturned).toBe(true);
});
