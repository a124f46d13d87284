import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { comparisonModes } from "./comparison";
import { dimensions } from "./dimension";
import { measures } from "./measure";
import { movingRanges, parseRange } from "./range";
import { narrowed, parseView, readmitted, type SpendView, shapes, stepsFor, viewSearch, without } from "./view";

const at = { month: "2026-06", today: "2026-06-18" };
const parsed = (search: string) => {
  const parameters = new URLSearchParams(search);
  return parseView(Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)])), at);
};

describe("a view", () => {
  test("is the month by model, against the month before, when nothing is asked", () => {
    expect(parsed("")).toEqual({
      ...{ range: { kind: "month", text: "2026-06", from: "2026-06-01", to: "2026-07-01" }, compare: "previous", groupBy: "model", step: "day" },
      ...{ measure: "cost", shape: "stacked", filters: {}, excluded: {}, asOf: null, sorts: {} },
    });
    expect(viewSearch(parsed(""))).toBe("?period=2026-06");
  });

  test("holds several values, exclusions, and what is unattributed", () => {
    const view = parsed("?team=Search&team=&exclude_user=bot");
    expect([view.filters, view.excluded]).toEqual([{ team: ["Search", null] }, { user: ["bot"] }]);
  });

  test("takes no notice of what makes no sense", () => {
    expect(parsed("?period=never&compare=x&by=y&step=hour&show=z&as=w&as_of=now&sort=cost")).toEqual(parsed(""));
  });

  test("narrows by a click and widens by another", () => {
    const narrow = narrowed(parsed(""), "team", "Search");
    expect(viewSearch(narrow)).toBe("?period=2026-06&team=Search");
    expect(narrowed(narrow, "team", "Search")).toEqual(parsed(""));
    expect(viewSearch(without(narrow, "team", null))).toBe("?period=2026-06&team=Search&exclude_team=");
  });

  test("takes back what was left out", () => {
    const left = without(without(parsed(""), "team", null), "team", "Search");
    expect(viewSearch(readmitted(left, "team", null))).toBe("?period=2026-06&exclude_team=Search");
    expect(readmitted(readmitted(left, "team", null), "team", "Search")).toEqual(parsed(""));
  });

  test("takes no value that no name can hold", () => {
    expect(parsed("?team=a%00b")).toEqual(parsed(""));
  });

  test("is the same when its address is read again", () => {
    const value = fc.option(fc.string({ minLength: 1, maxLength: 8 }));
    const filters = fc.dictionary(fc.constantFrom(...dimensions), fc.uniqueArray(value, { minLength: 1, maxLength: 3 }), { noNullPrototype: true });
    const range = fc
      .constantFrom("2026-06", "2026-Q1", "2026", "last-28", "2026-06-01..2026-06-03", ...movingRanges)
      .map((text) => parseRange(text, at.today));
    fc.assert(
      fc.property(
        range,
        fc.constantFrom(...comparisonModes, "none" as const),
        fc.constantFrom(...dimensions),
        fc.nat(),
        filters,
        filters,
        (found, compare, groupBy, seed, kept, left) => {
          if (!found) throw new Error("no range");
          const possible = stepsFor(found);
          const view = {
            ...{ range: found, compare, groupBy, step: possible[seed % possible.length] ?? "day", measure: measures[seed % 3] ?? "cost" },
            ...{ shape: shapes[seed % 3] ?? "stacked", filters: kept, excluded: left, asOf: seed % 2 ? "2026-05-01" : null },
            sorts: (seed % 5 ? {} : { team: { column: "change", isDescending: seed % 2 === 0 } }) as SpendView["sorts"],
          };
          expect(parsed(viewSearch(view))).toEqual(view);
        },
      ),
    );
  });
});
