import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseExactly } from "./json-format";
import { type JsonUnit, jsonElements, jsonLines, layoutOf } from "./json-text";

async function* cut(text: string, cuts: number[]): AsyncGenerator<string> {
  const places = [0, ...cuts.map((at) => Math.min(at, text.length)).sort((a, b) => a - b), text.length];
  for (let index = 1; index < places.length; index++) yield text.slice(places[index - 1], places[index]);
}

async function all(units: AsyncGenerator<JsonUnit[]>): Promise<JsonUnit[]> {
  const found: JsonUnit[] = [];
  for await (const some of units) found.push(...some);
  return found;
}

const value = fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
const cuts = fc.array(fc.nat(300), { maxLength: 6 });
// What is made of a value's text: −0 is 0 in JSON, and a number with more digits than a double holds for sure stays text.
const plain = (given: unknown) => parseExactly(JSON.stringify(given));

describe("JSON text", () => {
  test("a document's elements are the same wherever it is cut, in an array or under a key", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { maxLength: 5 }),
        cuts,
        fc.boolean(),
        fc.constantFrom(undefined, 2),
        async (values, places, isNamed, space) => {
          const text = JSON.stringify(isNamed ? { object: "page", data: values, more: { data: [1] } } : values, null, space);
          const units = await all(jsonElements(cut(text, places), { kind: "document", arrays: isNamed ? ["data"] : [] }));
          expect(units.map(({ object }) => object)).toEqual(plain(values));
          expect(units.map(({ line }) => line)).toEqual(values.map((_, index) => index + 1));
        },
      ),
    );
  });

  test("lines are the same wherever they are cut, each with its number", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(value), { maxLength: 6 }), cuts, fc.constantFrom("\n", "\r\n"), async (values, places, end) => {
        const text = values.map((each) => (each === null ? "" : JSON.stringify(each))).join(end);
        const units = await all(jsonLines(cut(text, places)));
        expect(units.map(({ line, object }) => [line, object])).toEqual(
          values.flatMap((each, index) => (each === null ? [] : [[index + 1, plain(each)]])),
        );
      }),
    );
  });

  test.each([
    ['[{"a":1}]', "document"],
    ['{"object":"page","data":[', "document"],
    ['{\n  "data": [\n', "document"],
    ['{"has_more": false, "next_page": null, "data": [{', "document"],
    ['{"meta": {"page": 1}, "data": []}\n', "document"],
    ['{"daily":[{"date"', "document"],
    ['{"type":"summary"}\n{"type":"user"}\n', "lines"],
    ['{"type":"summary"}', "lines"],
    ['{"broken\n{"type":"user"}\n', "lines"],
    ['{"text": "\\"data\\": [", "type": "x"}\n', "lines"],
    [`{"meta": {"text": "${"x".repeat(2000)}"}, "data": [{`, "document"],
    ['{\n  "meta": {"data": [1]},\n  "resourceSpans": [\n', "objects"],
    ['{"type": "a"}{"type": "b"}', "objects"],
    ["timestamp,model\n", undefined],
    ["", undefined],
  ])("%j is laid out as %s", (head, kind) => expect(layoutOf(head, ["data", "daily"])?.kind).toBe(kind));

  test("objects over several lines, or without a line between them, are the same wherever they are cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 4 }), cuts, fc.constantFrom("", "\n", "\r"), async (values, places, between) => {
        const text = values.map((each) => JSON.stringify(each, null, 2)).join(between);
        const units = await all(jsonElements(cut(text, places), { kind: "objects" }));
        expect(units.map(({ line, object }) => [line, object])).toEqual(values.map((each, index) => [index + 1, plain(each)]));
      }),
    );
  });

  test("a string that never closes is looked at once", async () => {
    const open = `{"n": 12345678901234567890, "a": "${'\\"'.repeat(4 << 20)}`;
    const units = await all(jsonLines(cut(`${open}\n{"b": 1}`, [])));
    expect(units.map(({ object }) => object)).toEqual([null, { b: 1 }]);
    expect(layoutOf(open, ["data"])?.kind).toBe("lines");
  });

  test("numbers that a double cannot hold keep their digits, texts and all others stay", () => {
    const text =
      '{"a": 9007199254740993, "b": 0.8411582916012133, "c": -1.5e3, "d": "x 12345678901234567 \\" 1", "e": [1, 12345678901234567890], "f": 0.1}';
    expect(parseExactly(text)).toEqual({
      a: "9007199254740993",
      b: "0.8411582916012133",
      c: -1500,
      d: 'x 12345678901234567 " 1',
      e: [1, "12345678901234567890"],
      f: 0.1,
    });
    fc.assert(
      fc.property(fc.array(fc.bigInt()), (numbers) => {
        expect((parseExactly(`[${numbers}]`) as unknown[]).map(String)).toEqual(numbers.map(String));
      }),
    );
    expect(() => parseExactly("[1234567890123456789, 0123456789012345678]")).toThrow(SyntaxError);
  });
});
