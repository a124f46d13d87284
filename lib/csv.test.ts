import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine, tsvLine } from "./csv";

test.each(["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", " =1", "\r=1"])("%j is disarmed", (text) => {
  expect(parse(csvLine([{ text }]), { record_delimiter: "\r\n" })).toEqual([[`'${text}`]]);
});

test("numbers stay numbers, also negative ones", () => {
  expect(csvLine([{ number: "-5.6" }, null, { text: "a,b" }])).toBe('-5.6,,"a,b"\r\n');
});

test("every text comes back as it was, or with one apostrophe before it", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), (texts) => {
      const [read = []] = parse(csvLine(texts.map((text) => ({ text }))), { record_delimiter: "\r\n", relax_quotes: false }) as string[][];
      expect(read).toHaveLength(texts.length);
      for (const [index, text] of texts.entries()) expect([text, `'${text}`]).toContain(read[index]);
    }),
  );
});

test("what is pasted keeps its cells, whatever a text holds", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), (texts) => {
      const [read = []] = parse(tsvLine(texts.map((text) => ({ text }))), {
        delimiter: "\t",
        record_delimiter: "\n",
        relax_quotes: true,
      }) as string[][];
      expect(read).toHaveLength(texts.length);
    }),
  );
  expect(tsvLine([{ text: "=1" }, { text: "a\tb" }, { number: "-5.6" }, null, { text: '"q"' }])).toBe('\'=1\ta b\t-5.6\t\t"""q"""\n');
});
