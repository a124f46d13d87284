import fc from "fast-check";
import { expect, test } from "vitest";
import { match } from "./match";

const found = (query: string, name: string) => {
  const letters = [...name];
  return match(query, name)?.marks.map(([from, to]) => letters.slice(from, to).join("")) ?? null;
};

test.each([
  ["sea", "Search", ["Sea"]],
  ["equi", "Équipe Données", ["Équi"]],
  ["don", "Équipe Données", ["Don"]],
  ["gpt mini", "GPT-4o mini", ["GPT", "mini"]],
  ["4o", "GPT-4o mini", ["4o"]],
  ["arch", "Search", ["arch"]],
  ["gm", "GPT-4o mini", ["G", "m"]], // where words start
  ["gp4m", "GPT-4o mini", ["GP", "4", "m"]], // or going on from there
  ["", "Search", []],
  ["  ", "Search", []],
])("%j in %j", (query, name, marks) => expect(found(query, name)).toEqual(marks));

test.each([
  ["mg", "GPT-4o mini"], // not in their order
  ["rch x", "Search"], // one word of two
  ["sch", "Search"], // in order, but out of the middle of a word
  ["eh", "Search"],
  ["h", "GPT"],
])("%j is not in %j", (query, name) => expect(match(query, name)).toBeNull());

test("a name that begins with what was typed comes before one with a word that does, then one that holds it, then its letters", () => {
  const ranked = ["Search", "Web search", "Research", "Sales each a"].map((name) => match("sea", name)?.rank);
  expect(ranked).toEqual([0, 1, 2, 3]);
});

test("whatever is found holds every letter that was typed; a name is found by itself and by any part of it", () => {
  const text = fc.string({ unit: fc.constantFrom(..."abé -4oGß😀"), maxLength: 12 });
  fc.assert(
    fc.property(text, text, (query, name) => {
      expect(match(name, name)).not.toBeNull();
      expect(match([...name].slice(0, 3).join("").trim(), name)).not.toBeNull();
      const marks = match(query, name)?.marks;
      if (!marks) return;
      const plain = (letters: string) => letters.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
      const marked = new Set([...plain(marks.map(([from, to]) => [...name].slice(from, to).join("")).join(""))]);
      expect([...plain(query.replace(/\s/g, ""))].every((letter) => marked.has(letter))).toBe(true);
      expect(marks.flat()).toEqual(marks.flat().toSorted((a, b) => a - b));
    }),
  );
});
