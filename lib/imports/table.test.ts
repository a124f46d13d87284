import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { delimiterOf, TableSplitter, UnclosedQuote } from "./table";

function split(text: string, cuts: number[] = [], delimiter = ","): { cells: string[]; line: number }[] {
  const splitter = new TableSplitter(delimiter);
  const places = [...cuts].sort((a, b) => a - b);
  const pieces = [...places, text.length].map((end, index) => text.slice(places[index - 1] ?? 0, end));
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()];
}

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "é", " ", ",", ";", '"', "\n", "\r", "😀"), maxLength: 6 }),
  fc.constantFrom("1234", ""),
);
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });

describe("a table's text", () => {
  test("is split as another reader splits it, wherever it is cut into pieces", () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.boolean(),
        fc.boolean(),
        fc.array(fc.nat(200), { maxLength: 5 }),
        (rows, end, quotesAll, endsWithBreak, cuts) => {
          const written = (value: string) => (quotesAll || /[",\r\n]/.test(value) ? quoted(value) : value);
          const text = rows.map((row) => row.map(written).join(",")).join(end) + (endsWithBreak ? end : "");
          const expected: string[][] = parse(text, { relax_column_count: true, record_delimiter: end, skip_empty_lines: true });
          const places = cuts.map((cut) => Math.min(cut, text.length));
          expect(split(text, places).map(({ cells }) => cells)).toEqual(expected);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("is the same at every single cut", () => {
    const text = 'a,b\r\n"x ""y"", z",2\n\n"two\r\nlines",3\rlast,"4"';
    const whole = split(text);
    expect(whole).toEqual([
      { cells: ["a", "b"], line: 1 },
      { cells: ['x "y", z', "2"], line: 2 },
      { cells: ["two\r\nlines", "3"], line: 4 },
      { cells: ["last", "4"], line: 6 },
    ]);
    for (let cut = 0; cut <= text.length; cut++) expect(split(text, [cut])).toEqual(whole);
  });

  test("with a quote that never closes is refused with its line", () => {
    expect(() => split('a,b\nc,"d\ne,f')).toThrow(new UnclosedQuote(2));
  });

  test("shows its separator by its header", () => {
    expect(["a,b,c", "a;b;c", "a\tb\tc", "a|b|c", 'a;"x,y,z,w";c', "alone"].map(delimiterOf)).toEqual([",", ";", "\t", "|", ";", ","]);
  });
});
