import { describe, expect, test } from "vitest";
import type { Contribution, DifferenceParts } from "./difference";
import { largestParts, leaderOf, waterfallOf } from "./waterfall";

const dollar = 10n ** 12n;
const parts = (given: Partial<DifferenceParts>): DifferenceParts => ({
  ...{ volume: 0n, mix: 0n, cache_share: 0n, price: 0n, discounts: 0n, newly_priced: 0n },
  ...given,
});
const of = (team: string | null, given: Partial<DifferenceParts>): Contribution => ({
  names: { model: "m", team, project: null },
  parts: parts(given),
});

describe("a waterfall", () => {
  test("each part begins where the one before ended, on an axis cut to what moves", () => {
    // 100, then 100 + 40 = 140, then 140 - 20 = 120: the axis runs from 100 to 140, three per cent free at each end
    const { start, steps, end } = waterfallOf({ before: 100n * dollar, parts: parts({ volume: 40n * dollar, price: -20n * dollar }) });
    expect([start, end]).toEqual([3, 50]);
    expect(steps).toEqual([
      { part: "volume", amount: 40n * dollar, from: 3, to: 97 },
      { part: "price", amount: -20n * dollar, from: 97, to: 50 },
    ]);
  });

  test("nothing that changed is a point in the middle", () => {
    expect(waterfallOf({ before: 7n * dollar, parts: parts({}) })).toEqual({ start: 50, steps: [], end: 50 });
  });
});

test("what rounding leaves of a part is not told", () => {
  const given = { before: 7n * dollar, parts: parts({ cache_share: 3n, volume: dollar }) };
  expect(waterfallOf(given).steps.map(({ part }) => part)).toEqual(["volume"]);
  expect(largestParts(given)).toEqual(["volume"]);
});

test("parts are told by their size, whichever their direction", () => {
  expect(largestParts({ parts: parts({ volume: 5n * dollar, mix: -9n * dollar, price: 1n * dollar }) })).toEqual(["mix", "volume", "price"]);
});

describe("whose a part mostly is", () => {
  const all = [
    of("Search", { price: 6n * dollar, volume: 5n * dollar }),
    of(null, { price: 3n * dollar, volume: 5n * dollar }),
    of("Support", { price: -1n * dollar }),
  ];

  test("more than half of it, in its direction", () => {
    expect(leaderOf(all, "price", "team")).toBe("Search"); // 6 of 8
    expect(leaderOf([of(null, { mix: -4n * dollar }), of("Search", { mix: 1n * dollar })], "mix", "team")).toBeNull(); // -4 of -3
  });

  test("the only one is not told", () => {
    expect(leaderOf([of("Search", { price: 6n })], "price", "team")).toBeUndefined();
  });

  test("half is not mostly", () => {
    expect(leaderOf(all, "volume", "team")).toBeUndefined(); // 5 of 10
  });
});
