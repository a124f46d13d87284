import fc from "fast-check";
import { expect, test } from "vitest";
import { apportion } from "./apportion";
import { spread, weightsOf } from "./spread";

const weights = fc.array(fc.bigInt(0n, 10n ** 30n), { minLength: 1, maxLength: 30 }).filter((all) => all.some((weight) => weight > 0n));

test("ten cents among three: the cent that is left goes to the largest remainder, of equal ones to the first", () => {
  expect(apportion(10n, [1n, 1n, 1n])).toEqual([4n, 3n, 3n]);
  expect(apportion(-10n, [1n, 1n, 1n])).toEqual([-4n, -3n, -3n]); // taken back as it was given
  expect(apportion(100n, [50n, 30n, 15n, 5n])).toEqual([50n, 30n, 15n, 5n]);
  // 101 × 50/100 = 50.5, × 30 = 30.3, × 15 = 15.15, × 5 = 5.05: the one that is left goes to .5
  expect(apportion(101n, [50n, 30n, 15n, 5n])).toEqual([51n, 30n, 15n, 5n]);
  expect(apportion(1n, [0n, 7n])).toEqual([0n, 1n]);
  expect(() => apportion(1n, [0n, 0n])).toThrow(RangeError);
  expect(() => apportion(1n, [2n, -1n])).toThrow(RangeError);
});

test("parts make the whole, for any amount and weights; none is a unit away from its exact share; nothing weighs nothing", () => {
  fc.assert(
    fc.property(fc.bigInt(), weights, (whole, of) => {
      const parts = apportion(whole, of);
      const sum = of.reduce((a, b) => a + b, 0n);
      expect(parts.reduce((a, b) => a + b, 0n)).toBe(whole);
      for (const [place, weight] of of.entries()) {
        const apart = (parts[place] ?? 0n) * sum - whole * weight;
        expect(apart < sum && -apart < sum).toBe(true);
        if (weight === 0n) expect(parts[place]).toBe(0n);
      }
      expect(apportion(-whole, of)).toEqual(parts.map((part) => -part));
    }),
  );
});

test("what is spread and what stays make the whole, for any rule", () => {
  const own = fc.array(fc.record({ centre: fc.string(), cost: fc.bigInt(0n, 10n ** 20n), tokens: fc.bigInt(0n, 10n ** 12n) }), { maxLength: 8 });
  const shares = fc.array(fc.record({ centre: fc.string(), percent: fc.record({ digits: fc.bigInt(0n, 200_000n), scale: fc.nat(4) }) }), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(fc.bigInt(), own, shares, fc.constantFrom("none", "even", "cost", "tokens", "fixed"), (whole, centres, fixed, method) => {
      const rule = { id: 1, pool: "usage", method, shares: fixed, ledger: null, startsOn: null } as const;
      const { parts, unallocated } = spread(whole, weightsOf(rule, centres));
      expect(parts.reduce((sum, { amount }) => sum + amount, unallocated)).toBe(whole);
    }),
  );
});

test("fixed shares of less than a hundred per cent leave the rest; without anything of its own nothing is spread by it", () => {
  const fixed = (...shares: [string, bigint][]) => ({
    ...({ id: 1, pool: "usage", method: "fixed", ledger: null, startsOn: null } as const),
    shares: shares.map(([centre, digits]) => ({ centre, percent: { digits, scale: 1 } })),
  });
  // 12.5 % and 50 % of 1,001 cents: 125.125 and 500.5, left 375.375; the unit that is left goes to .5
  expect(spread(1001n, weightsOf(fixed(["A", 125n], ["B", 500n]), []))).toEqual({
    parts: [
      { centre: "A", amount: 125n },
      { centre: "B", amount: 501n },
    ],
    unallocated: 375n,
  });
  const byCost = { ...fixed(), method: "cost" as const };
  expect(spread(1001n, weightsOf(byCost, [{ centre: "A", cost: 0n, tokens: 5n }]))).toEqual({ parts: [], unallocated: 1001n });
  expect(spread(1001n, weightsOf(null, []))).toEqual({ parts: [], unallocated: 1001n });
});
