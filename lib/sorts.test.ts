import fc from "fast-check";
import { expect, test } from "vitest";
import { comparing, type SortValue, sortParameters, sortsIn } from "./sorts";

test("an address says of each table by which column it is sorted, from the least or from the most", () => {
  expect(sortsIn(["team.cost", "-every-model.times"])).toEqual({
    team: { column: "cost", isDescending: false },
    "every-model": { column: "times", isDescending: true },
  });
  expect(sortsIn("-model.name")).toEqual({ model: { column: "name", isDescending: true } });
  expect(sortsIn(undefined)).toEqual({});
});

test("what is no order is not there, and a table has one: the last", () => {
  expect(sortsIn(["", "cost", "-", "a.b.c", "__proto__.x", "--team.cost"])).toEqual({});
  expect(sortsIn(["team.cost", "-team.name"])).toEqual({ team: { column: "name", isDescending: true } });
});

test("what is written is read again", () => {
  const name = fc.stringMatching(/^[a-z][a-z-]{0,10}$/);
  const order = fc.record({ column: fc.stringMatching(/^[a-zA-Z_0-9-]{1,8}$/), isDescending: fc.boolean() });
  fc.assert(
    fc.property(fc.dictionary(name, order, { maxKeys: 6, noNullPrototype: true }), (sorts) => {
      expect(sortsIn(sortParameters(sorts).map(([, value]) => value))).toEqual(sorts);
    }),
  );
});

test("numbers go by size, names as a dictionary has them, and what is unknown comes last whichever way", () => {
  const inOrder = (values: SortValue[], isDescending: boolean) => values.toSorted(comparing("fr", { isDescending }));
  expect(inOrder([10n, null, -2n, 9n], false)).toEqual([-2n, 9n, 10n, null]);
  expect(inOrder([10n, null, -2n, 9n], true)).toEqual([10n, 9n, -2n, null]);
  expect(inOrder(["GPT-10", "zoé", null, "Équipe", "GPT-4"], false)).toEqual(["Équipe", "GPT-4", "GPT-10", "zoé", null]);
});
