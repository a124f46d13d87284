import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Named, ranking } from "./ranking";
import { cumulative, dailySeries, dayTotals } from "./series";
import { addSums, noSums } from "./spend";

const named = (name: string | null, cost: bigint | null): Named => ({
  name,
  sums: cost === null ? { ...noSums, requests: 1n, unpriced: { requests: 1n, tokens: 5n } } : { ...noSums, requests: 1n, cost },
});

describe("a ranking", () => {
  test("shows the dearest, then Other, Unattributed, what has no price, and what is no longer used", () => {
    const current = [named("a", 5n), named("b", 9n), named("c", 1n), named("d", 2n), named(null, 3n), named("x", null)];
    const previous = [named("b", 4n), named("c", 1n), named("gone", 7n)];
    expect(ranking(current, previous, 2).map(({ kind, name, sums, before }) => [kind, name, sums.cost, before])).toEqual([
      ["named", "b", 9n, 4n],
      ["named", "a", 5n, null],
      ["other", null, 3n, 1n], // c 1 + d 2; before c 1
      ["unattributed", null, 3n, null],
      ["unpriced", "x", null, null],
      ["gone", null, null, 7n],
    ]);
  });

  test("adds up to the total, now and before", () => {
    const names = fc.uniqueArray(fc.record({ name: fc.option(fc.string({ maxLength: 3 })), cost: fc.option(fc.bigInt(0n, 999n)) }), {
      selector: ({ name }) => name,
      maxLength: 15,
    });
    fc.assert(
      fc.property(names, names, fc.integer({ min: 1, max: 6 }), (now, then, top) => {
        const [current, previous] = [now, then].map((list) => list.map(({ name, cost }) => named(name, cost)));
        const lines = ranking(current ?? [], previous ?? [], top);
        const total = (current ?? []).reduce((sum, { sums }) => addSums(sum, sums), noSums);
        expect(lines.reduce((sum, { sums }) => addSums(sum, sums), noSums)).toEqual(total);
        const before = (previous ?? []).reduce((sum, { sums }) => sum + (sums.cost ?? 0n), 0n);
        expect(lines.reduce((sum, line) => sum + (line.before ?? 0n), 0n)).toBe(before);
      }),
    );
  });
});

describe("daily series", () => {
  const days = ["1", "2", "3"];

  test("keep a day nobody reported as a gap, and what is thin together", () => {
    const costs = [
      { day: "1", name: "big", cost: 100n },
      { day: "1", name: "thin", cost: 1n },
      { day: "3", name: "big", cost: 50n },
      { day: "3", name: "unpriced", cost: null },
    ];
    const series = dailySeries(costs, days);
    expect(series).toEqual([
      { name: "big", total: 150n, values: [100n, null, 50n] },
      { name: null, total: 1n, values: [1n, null, 0n] },
    ]);
    expect(dayTotals(series, days)).toEqual([101n, null, 50n]);
    expect(cumulative([1n, null, 2n])).toEqual([1n, null, 3n]);
  });
});
