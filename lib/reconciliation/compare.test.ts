import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { causesOf, commonDiscount, differenceOf, type Sides, stateOf } from "./compare";

const dollar = 10n ** 18n;
const nothing: Sides = {
  ...{ theirs: null, lines: 0, ours: null, oursThere: null, unpricedTokens: 0n },
  ...{ uncached: 0n, untiered: 0n, undiscounted: 0n },
};
const sides = (of: Partial<Sides>): Sides => ({ ...nothing, ...(of.ours !== undefined && { oursThere: of.ours }), ...of });
const kinds = (of: Partial<Sides>) => causesOf(sides(of)).map(({ kind, amount }) => [kind, Number((amount * 100n) / dollar) / 100]);

describe("the cause of a difference", () => {
  test("is the month's edge, where usage of the last night is another month's for the provider", () => {
    // They charge 96 for their month, in which we have 96; our month has 100.
    expect(kinds({ theirs: 96n * dollar, lines: 30, ours: 100n * dollar, oursThere: 96n * dollar })).toEqual([["zone", -4]]);
  });

  test("is no edge where they charge just what our month has", () => {
    expect(kinds({ theirs: 100n * dollar, lines: 30, ours: 100n * dollar, oursThere: 96n * dollar })).toEqual([]);
  });

  test("is usage without a price, with the amount that they charge for it", () => {
    expect(kinds({ theirs: 7n * dollar, lines: 3, unpricedTokens: 5n })).toEqual([["unpriced", 7]]);
  });

  test("is cached input charged in full, alone or together with the month's edge", () => {
    expect(kinds({ theirs: 115n * dollar, lines: 9, ours: 100n * dollar, uncached: 15n * dollar, untiered: 3n * dollar })).toEqual([["cache", 15]]);
    expect(kinds({ theirs: 111n * dollar, lines: 9, ours: 100n * dollar, oursThere: 96n * dollar, uncached: 15n * dollar })).toEqual([
      ["cache", 15],
      ["zone", -4],
    ]);
  });

  test("is rounding up to half a cent a line, beyond it unexplained", () => {
    expect(kinds({ theirs: 100n * dollar + dollar / 50n, lines: 4, ours: 100n * dollar })).toEqual([["rounding", 0.02]]);
    expect(kinds({ theirs: 100n * dollar + dollar / 40n, lines: 4, ours: 100n * dollar })).toEqual([["unexplained", 0.02]]);
  });

  test("is that only one side has it", () => {
    expect(kinds({ theirs: 3n * dollar, lines: 1 })).toEqual([["not_recorded", 3]]);
    expect(kinds({ ours: 3n * dollar })).toEqual([["not_charged", -3]]);
  });
});

test("the parts of a difference always add up to it", () => {
  const amount = fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n });
  const some = fc.record({
    ...{ theirs: fc.option(amount), lines: fc.nat(900), ours: fc.option(amount), oursThere: fc.option(amount) },
    ...{ unpricedTokens: fc.bigInt({ min: 0n, max: 9n }), uncached: amount, untiered: amount, undiscounted: amount },
  });
  fc.assert(
    fc.property(some, (of) => {
      expect(causesOf(of).reduce((sum, { amount: own }) => sum + own, 0n)).toBe(differenceOf(of));
    }),
  );
});

test("a discount that all of a provider's models have in common is named, and takes the place of what was open", () => {
  // 12.5 % off 100 and off 40: 87.50 and 35
  const models = [
    sides({ theirs: (875n * dollar) / 10n, lines: 2, ours: 100n * dollar }),
    sides({ theirs: 35n * dollar, lines: 2, ours: 40n * dollar }),
  ].map((of) => ({ sides: of, causes: causesOf(of) }));
  const found = commonDiscount(models);
  expect(found?.percent).toBe("12.5");
  expect(models.map((model) => found?.causes.get(model))).toEqual([
    [{ kind: "discount", amount: (-125n * dollar) / 10n, percent: "12.5" }],
    [{ kind: "discount", amount: -5n * dollar, percent: "12.5" }],
  ]);
});

test("differences that no one discount explains stay open", () => {
  const models = [sides({ theirs: 80n * dollar, lines: 1, ours: 100n * dollar }), sides({ theirs: 39n * dollar, lines: 1, ours: 40n * dollar })];
  expect(commonDiscount(models.map((of) => ({ sides: of, causes: causesOf(of) })))).toBeNull();
});

test("a tolerance is an amount, or hundredths of a per cent of ours, whichever is wider", () => {
  const close = sides({ theirs: 101n * dollar, lines: 1, ours: 100n * dollar });
  expect(stateOf(close, { amount: dollar, percent: 0n })).toBe("matched");
  expect(stateOf(close, { amount: 0n, percent: 100n })).toBe("matched");
  expect(stateOf(close, { amount: dollar / 2n, percent: 99n })).toBe("differs");
});

test("what only one side has is within the tolerance too, unless what it costs is unknown", () => {
  const tolerance = { amount: dollar, percent: 0n };
  expect(stateOf(sides({ ours: dollar }), tolerance)).toBe("matched");
  expect(stateOf(sides({ ours: 2n * dollar }), tolerance)).toBe("recorded");
  expect(stateOf(sides({ theirs: 2n * dollar, lines: 1 }), tolerance)).toBe("charged");
  expect(stateOf(sides({ unpricedTokens: 9n }), tolerance)).toBe("recorded");
});
