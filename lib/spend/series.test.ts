import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Named, ranking } from "./ranking";
import { bucketTotals, cumulative, foremostKeys, seriesOf } from "./series";
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

  test("in another order, the foremost of that order are told apart; what is unknown stays below", () => {
    const current = [named("a", 5n), named("b", 9n), named("c", 1n), named("d", 2n), named(null, 3n), named("x", null)];
    const previous = [named("a", 5n), named("b", 10n), named("c", 4n)];
    const by = (column: string, isDescending: boolean) =>
      ranking(current, previous, 2, { order: { column, isDescending, labelOf: (name) => name, language: "en" } }).map(
        ({ kind, name }) => name ?? kind,
      );
    expect(by("change", true)).toEqual(["d", "a", "other", "unattributed", "x"]); // d is new, a as before
    expect(by("change", false)).toEqual(["c", "b", "other", "unattributed", "x"]); // −75 %, −10 %
    expect(by("name", true)).toEqual(["d", "c", "other", "unattributed", "x"]);
    expect(by("colour", true)).toEqual(by("cost", true)); // no such column
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

describe("series", () => {
  const nameOf = (key: string) => key || null;

  test("keep a bucket nobody reported as a gap, and what is thin together", () => {
    const rows = [
      { bucket: 0, key: "big", amount: 100n },
      { bucket: 0, key: "thin", amount: 1n },
      { bucket: 0, key: null, amount: 1n },
      { bucket: 2, key: "big", amount: 50n },
      { bucket: 2, key: null, amount: null }, // unpriced: reported, without an amount
    ];
    const series = seriesOf(rows, 3, ["big", "thin"], nameOf); // 1 of 152 is less than 2 %
    expect(series).toEqual([
      { kind: "named", name: "big", total: 150n, values: [100n, null, 50n] },
      { kind: "other", name: null, total: 2n, values: [2n, null, 0n] },
    ]);
    expect(bucketTotals(series, 3)).toEqual([102n, null, 50n]);
    expect(cumulative([1n, null, 2n])).toEqual([1n, null, 3n]);
  });

  test("tell the eight largest apart, and what is unattributed by no name", () => {
    const groups = Array.from({ length: 10 }, (_, place) => ({ key: place ? `k${place}` : "", amount: BigInt(100 - place) }));
    const keys = foremostKeys([...groups, { key: "unpriced", amount: null }]);
    expect(keys).toEqual(["", "k1", "k2", "k3", "k4", "k5", "k6", "k7"]);
    const rows = groups.map(({ key, amount }) => ({ bucket: 0, key: keys.includes(key) ? key : null, amount }));
    expect(seriesOf(rows, 1, keys, nameOf).map(({ kind }) => kind)).toEqual(["unattributed", ...Array(7).fill("named"), "other"]);
  });

  test("add up to the whole in each bucket, whatever is told apart", () => {
    const row = fc.record({ bucket: fc.nat(3), key: fc.option(fc.constantFrom("", "a", "b", "c")), amount: fc.option(fc.bigInt(0n, 9999n)) });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), fc.subarray(["", "a", "b", "c"]), (rows, keys) => {
        const totals = bucketTotals(seriesOf(rows, 4, keys, nameOf), 4);
        for (let bucket = 0; bucket < 4; bucket++) {
          const own = rows.filter((each) => each.bucket === bucket);
          expect(totals[bucket] ?? 0n).toBe(own.reduce((sum, { amount }) => sum + (amount ?? 0n), 0n));
        }
      }),
    );
  });
});
