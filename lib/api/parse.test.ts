import { expect, test } from "vitest";
import { z } from "zod";
import { jsonOf, parseQuery } from "./parse";

test("nested deeper than 64 levels is refused before it is parsed", () => {
  const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
  expect(jsonOf(nested(64), "")).toBeDefined();
  expect(() => jsonOf(nested(100_000), "")).toThrow(/64 levels/);
  expect(jsonOf(JSON.stringify({ text: `"${"[".repeat(100)}\\` }), "")).toBeDefined(); // brackets in a text are no levels
});

test("what the database cannot keep as text is refused", () => {
  expect(() => jsonOf('{"team":"a\\u0000b"}', "")).toThrow(/NUL/);
  expect(() => jsonOf('{"team":"\\ud800"}', "")).toThrow(/half of a character/);
  expect(jsonOf('{"team":"\\ud83d\\ude00 \\\\u0000"}', "")).toEqual({ team: "😀 \\u0000" });
  expect(() => parseQuery(new URL("http://obole.invalid/?team=%00"), z.object({}))).toThrow(/NUL/);
});

test("a parameter named as a part of every object is no more than unknown", () => {
  expect(() => parseQuery(new URL("http://obole.invalid/?__proto__=1&constructor=2"), z.strictObject({}))).toThrow(/not known here/);
});
