import fc from "fast-check";
import { expect, test } from "vitest";
import { decimalText, parseDecimal } from "@/lib/money";
import { addDays } from "@/lib/period";
import { minorPlaces, minorText, toMinor } from "./currency";
import { converted, monthRate, type Rate, significant } from "./rate";

const rate = (day: string, from: string, to: string, of: string, source = "bank"): Rate => ({ day, from, to, rate: parseDecimal(of), source });
const said = (rates: Rate[], pair: [string, string], month: string, rule: "last" | "average" = "last") => {
  const found = monthRate(rates, pair, month, rule);
  return found && `${decimalText(found.rate)} of ${found.first}..${found.last} (${found.days}), ${found.rule}`;
};

test("a month has the last rate on or before its last day, however old", () => {
  const rates = [rate("2026-06-15", "USD", "EUR", "0.87"), rate("2026-06-29", "USD", "EUR", "0.86"), rate("2026-07-01", "USD", "EUR", "0.85")];
  expect(said(rates, ["USD", "EUR"], "2026-06")).toBe("0.86 of 2026-06-29..2026-06-29 (1), last");
  expect(said(rates, ["USD", "EUR"], "2026-09")).toBe("0.85 of 2026-07-01..2026-07-01 (1), last");
  expect(said(rates, ["USD", "EUR"], "2026-05")).toBeNull();
  expect(said(rates, ["USD", "GBP"], "2026-06")).toBeNull();
});

test("a rate between two others goes through the euro of the same day, exactly, then ten digits", () => {
  const ecb = [
    ...[rate("2026-06-29", "EUR", "USD", "1.1622"), rate("2026-06-29", "EUR", "GBP", "0.8613"), rate("2026-06-29", "EUR", "JPY", "171.35")],
    rate("2026-06-30", "EUR", "GBP", "0.8610"), // no dollar that day
  ];
  expect(said(ecb, ["USD", "EUR"], "2026-06")).toMatch("0.860437102 of 2026-06-29"); // 1 / 1.1622 = 0.86043710204…
  expect(said(ecb, ["USD", "GBP"], "2026-06")).toMatch("0.741094476 of 2026-06-29"); // 0.8613 / 1.1622 = 0.74109447599…
  expect(said(ecb, ["USD", "JPY"], "2026-06")).toMatch("147.4358974 of 2026-06-29"); // 171.35 / 1.1622 = 147.435897…
  expect(said(ecb, ["EUR", "GBP"], "2026-06")).toMatch("0.861 of 2026-06-30");
});

test("on one day a rate of the very pair goes before its inverse and before the euro; of two, the later recorded", () => {
  const through = [rate("2026-06-30", "EUR", "USD", "1.25"), rate("2026-06-30", "EUR", "GBP", "1")];
  expect(said(through, ["USD", "GBP"], "2026-06")).toMatch("0.8 of");
  expect(said([...through, rate("2026-06-30", "GBP", "USD", "2")], ["USD", "GBP"], "2026-06")).toMatch("0.5 of");
  expect(said([...through, rate("2026-06-30", "USD", "GBP", "0.7"), rate("2026-06-30", "USD", "GBP", "0.71")], ["USD", "GBP"], "2026-06")).toMatch(
    "0.71 of",
  );
  // A later day goes before all of that.
  expect(said([rate("2026-06-29", "USD", "GBP", "0.7"), ...through], ["USD", "GBP"], "2026-06")).toMatch("0.8 of 2026-06-30");
});

test("an average is the mean of the month's days that have a rate; a month without any has the last before", () => {
  const rates = [
    ...[rate("2026-05-29", "EUR", "USD", "1"), rate("2026-06-01", "EUR", "USD", "1.25"), rate("2026-06-02", "EUR", "USD", "1.6")],
    rate("2026-06-03", "EUR", "USD", "2"),
  ];
  // (1/1.25 + 1/1.6 + 1/2) / 3 = (0.8 + 0.625 + 0.5) / 3 = 0.641666…
  expect(said(rates, ["USD", "EUR"], "2026-06", "average")).toBe("0.6416666667 of 2026-06-01..2026-06-03 (3), average");
  expect(said(rates, ["USD", "EUR"], "2026-07", "average")).toBe("0.5 of 2026-06-03..2026-06-03 (1), last");
});

test("ten significant digits, halves to the even one, whatever the size", () => {
  const text = (numerator: bigint, denominator: bigint) => decimalText(significant({ numerator, denominator }));
  expect(text(1n, 3n)).toBe("0.3333333333");
  expect(text(1n, 16_234n)).toBe("0.00006159911297"); // a rupiah in dollars
  expect(text(20_000_000_005n, 2_000_000_000n)).toBe("10"); // 10.0000000025
  expect(text(20_000_000_001n, 20_000_000_000n)).toBe("1"); // 1.00000000005: the half goes to the even 0
  expect(text(20_000_000_030n, 20_000_000_000n)).toBe("1.000000002"); // 1.0000000015: the half goes to the even 2
});

test("an amount at a rate is exact, and rounded to cents once", () => {
  const euro = converted(parseDecimal("1234.567890123456"), { rate: parseDecimal("0.860437102") });
  expect(decimalText(euro)).toBe("1062.268017600080902864512"); // as any calculator of 40 digits says
  expect(minorText(toMinor(euro, "EUR"), "EUR")).toBe("1062.27");
  expect([minorPlaces("EUR"), minorPlaces("JPY"), minorPlaces("KWD")]).toEqual([2, 0, 3]);
  expect(toMinor(parseDecimal("0.5"), "JPY")).toBe(0n);
  expect(toMinor(parseDecimal("-1.5"), "JPY")).toBe(-2n);
});

test("parts at a rate add up to the whole at that rate, to the last digit", () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt()), fc.bigInt(1n, 10n ** 10n), fc.nat(12), (parts, digits, scale) => {
      const at = (amount: bigint) => converted({ digits: amount, scale: 12 }, { rate: { digits, scale } }).digits;
      expect(parts.map(at).reduce((a, b) => a + b, 0n)).toBe(at(parts.reduce((a, b) => a + b, 0n)));
    }),
  );
});

test("a rate never depends on the order of days, nor on days after the month", () => {
  const rates = fc.array(fc.record({ day: fc.nat(90), of: fc.bigInt(1n, 10n ** 6n) }), { minLength: 1 }).map((all) =>
    [...new Map(all.map((each) => [each.day, each])).values()].map(({ day, of }) => ({
      ...{ day: addDays("2026-05-01", day), from: "EUR", to: "USD", rate: { digits: of, scale: 4 }, source: "bank" },
    })),
  );
  fc.assert(
    fc.property(rates, fc.constantFrom("last" as const, "average" as const), (all, rule) => {
      const of = (some: Rate[]) => monthRate(some, ["USD", "EUR"], "2026-06", rule);
      expect(of(all.toReversed())).toEqual(of(all));
      expect(of(all.filter(({ day }) => day < "2026-07-01"))).toEqual(of(all));
    }),
  );
});
