import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimalText, dollars, dollarsPerMillion, parseDecimal, parseDollars, picoPerToken, ratio, roundHalfEven, times } from "./money";

describe("amounts are whole pico-dollars", () => {
  test("$0.40 a million tokens is 400,000 pico-dollars a token", () => {
    expect(picoPerToken("0.40")).toBe(400_000n);
    expect(dollarsPerMillion(400_000n)).toBe("0.4");
  });

  test("text has one canonical form", () => {
    expect(dollars(parseDollars("12.80"))).toBe("12.8");
    expect(dollars(parseDollars("-5.60"))).toBe("-5.6");
    expect(dollars(0n)).toBe("0");
    expect(dollars(parseDollars("0.000000000001"))).toBe("0.000000000001");
  });

  test("what is finer than a pico-dollar, or no decimal, is refused", () => {
    for (const text of ["0.0000000000001", "1e3", "+1", "1,5", "", "NaN", " 1"]) expect(() => parseDollars(text)).toThrow(RangeError);
  });

  test("every amount survives its text", () => {
    fc.assert(fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), (amount) => parseDollars(dollars(amount)) === amount));
  });
});

describe("rounding is half to even, once", () => {
  test.each([
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [-7n, 2n, -4n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
    [-2n, 3n, -1n],
  ])("%d / %d is %d", (numerator, denominator, rounded) => expect(roundHalfEven(numerator, denominator)).toBe(rounded));

  test("it is never further away than half", () => {
    const positive = fc.bigInt(1n, 10n ** 12n);
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 24n), 10n ** 24n), positive, (numerator, denominator) => {
        const distance = 2n * (roundHalfEven(numerator, denominator) * denominator - numerator);
        return distance <= denominator && distance >= -denominator;
      }),
    );
  });

  test("a factor of one changes nothing", () => {
    fc.assert(fc.property(fc.bigInt(), (amount) => times(amount, { digits: 100n, scale: 2 }) === amount));
  });
});

test("ratios have six places, and none where there is nothing to divide by", () => {
  expect(ratio(7000n, 1280n)).toBe("5.468750");
  expect(ratio(-560n, 720n)).toBe("-0.777778");
  expect(ratio(1n, 0n)).toBeNull();
});

test("decimals keep their digits", () => {
  expect(decimalText(parseDecimal("-12.50"))).toBe("-12.5");
  expect(decimalText(parseDecimal("007"))).toBe("7");
  expect(decimalText(parseDecimal("-0"))).toBe("0");
});
