import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { filesMatching, isPattern, namePattern, withoutBraces } from "./glob.mjs";
import { inputsOf } from "./inputs.mjs";

let folder = "";
const files = ["june.csv", "july.csv.gz", "notes.md", ".hidden.csv", "a/x.jsonl", "a/b/y.json", "a/b/.z/deep.csv", "a/[1].csv"];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "obole-glob-"));
  for (const file of files) {
    await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
    await writeFile(path.join(folder, file), "x");
  }
  await symlink(folder, path.join(folder, "a", "loop"));
});

afterAll(() => rm(folder, { recursive: true }));

async function found(pattern: string): Promise<string[]> {
  return (await filesMatching(`${folder}/${pattern}`)).map((file) => path.relative(folder, file));
}

test.each([
  ["*.csv", ["june.csv"]],
  ["ju?y.csv.gz", ["july.csv.gz"]],
  ["**/*.csv", ["a/[1].csv", "june.csv"]],
  ["**", ["a/[1].csv", "a/b/y.json", "a/x.jsonl", "july.csv.gz", "june.csv", "notes.md"]],
  ["a/**/*.{json,jsonl}", ["a/b/y.json", "a/x.jsonl"]],
  ["{june.csv,a/x.jsonl}", ["a/x.jsonl", "june.csv"]],
  [".*.csv", [".hidden.csv"]],
  ["j[!a-t]*", ["july.csv.gz", "june.csv"]],
  ["*.xlsx", []],
])("%s", async (pattern, expected) => {
  expect(await found(pattern)).toEqual(expected);
});

test("a folder gives what looks importable, hidden things and links to folders left out", async () => {
  const names = (await inputsOf([folder])).map((input) => path.relative(folder, input.path));
  expect(names).toEqual(["a/[1].csv", "a/b/y.json", "a/x.jsonl", "july.csv.gz", "june.csv"]);
});

test("a file named twice is sent once, and a name with brackets is a name first", async () => {
  const names = [`${folder}/june.csv`, `${folder}/a/../june.csv`, `${folder}/j*.csv`, `${folder}/a/[1].csv`, "-"];
  expect((await inputsOf(names)).map((input) => input.filename)).toEqual(["june.csv", "[1].csv", "stdin"]);
});

test.each([
  [[], "no_files"],
  [["nowhere.csv"], "no_such_file"],
  [["nowhere/*.csv"], "no_match"],
])("%j: %s", async (names, code) => {
  await expect(inputsOf(names)).rejects.toMatchObject({ code, exit: 2 });
});

test("one name for several files makes no sense", async () => {
  await expect(inputsOf([folder], "usage.csv")).rejects.toMatchObject({ code: "one_filename" });
  expect(await inputsOf(["-"], "usage.csv")).toEqual([{ path: "-", filename: "usage.csv" }]);
});

test("braces", () => {
  expect(withoutBraces("a{b,c{d,e}}f")).toEqual(["abf", "acdf", "acef"]);
  expect(withoutBraces("a{b}c{d,e}")).toEqual(["a{b}cd", "a{b}ce"]);
  expect(withoutBraces("a{b")).toEqual(["a{b"]);
  expect(isPattern("usage-2026.06.csv")).toBe(false);
});

test("a name matches exactly when a plain walk over both says so", () => {
  const pieces = fc.array(fc.constantFrom("a", "b", "*", "?", "[ab]", "[!a]", "+", "("), { maxLength: 6 });
  fc.assert(
    fc.property(pieces, fc.string({ unit: fc.constantFrom("a", "b", "c", "+", "("), maxLength: 6 }), (pattern, name) => {
      expect(namePattern(pattern.join("")).test(name)).toBe(matches(pattern, [...name]));
    }),
  );
});

function matches(pattern: string[], name: string[]): boolean {
  const [piece, ...rest] = pattern;
  if (piece === undefined) return name.length === 0;
  if (piece === "*") return matches(rest, name) || (name.length > 0 && matches(pattern, name.slice(1)));
  const [character, ...others] = name;
  if (character === undefined) return false;
  const fits = piece === "?" || (piece === "[ab]" ? "ab".includes(character) : piece === "[!a]" ? character !== "a" : piece === character);
  return fits && matches(rest, others);
}
