import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvLine as appCsvLine } from "@/lib/csv";
import * as app from "@/lib/i18n/format";
import { dollars, parseDollars } from "@/lib/money";
import { csvLine } from "./csv.mjs";
import { bytes, compare, count, duration, exactMoney, moment, money, monthName, percent, sum } from "./figures.mjs";

const locales = fc.constantFrom("en" as const, "fr" as const);
const pico = fc.oneof(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.bigInt(-(10n ** 13n), 10n ** 13n), fc.bigInt(-(10n ** 9n), 10n ** 9n));
const nbsp = "\u00a0";

describe("figures read as on the pages", () => {
  test("money", () => {
    fc.assert(
      fc.property(pico, locales, (amount, locale) => {
        expect(money(dollars(amount), locale)).toBe(app.money(amount, locale));
      }),
    );
  });

  test("exact amounts, to the last digit", () => {
    fc.assert(
      fc.property(pico, locales, (amount, locale) => {
        const size = amount < 0n ? -amount : amount;
        expect(exactMoney(dollars(amount), locale)).toBe((amount < 0n ? "\u2212" : "") + app.decimalMoney(dollars(size), locale));
      }),
    );
    expect([exactMoney("0.0008", "en"), exactMoney("-1234.5", "fr")]).toEqual(["$0.0008", `\u22121\u202f234,50${nbsp}$`]);
  });

  test("counts, sizes, percentages, dates", () => {
    fc.assert(
      fc.property(fc.nat(), locales, (value, locale) => {
        expect(count(value, locale)).toBe(app.count(value, locale));
      }),
    );
    fc.assert(
      fc.property(fc.maxSafeNat(), locales, (value, locale) => {
        expect(bytes(value, locale)).toBe(app.bytes(value, locale));
      }),
    );
    const at = Date.parse("2026-06-01T12:15Z");
    for (const locale of ["en", "fr"] as const) {
      expect(moment("2026-06-01T12:15Z", "Europe/Paris", locale)).toBe(app.moment(at, "Europe/Paris", locale));
      for (const text of ["0", "98.7", "100"]) expect(percent(text, locale)).toBe(app.percent(text, locale));
      expect(monthName("2026-06", locale)).toBe(app.month("2026-06", locale));
    }
  });
});

test("amounts are compared exactly, whatever their length", () => {
  fc.assert(
    fc.property(pico, pico, (a, b) => {
      expect(Math.sign(compare(dollars(a), dollars(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
  expect(parseDollars("0.1") > parseDollars("0.099999999999")).toBe(compare("0.1", "0.099999999999") > 0);
});

test("counts beyond 2^53 are added exactly", () => {
  expect(sum(9_007_199_254_740_991, "9007199254740993")).toBe("18014398509481984");
});

test("durations", () => {
  expect([duration(8.4), duration(125), duration(4800)]).toEqual([`8${nbsp}s`, `2${nbsp}min${nbsp}5${nbsp}s`, `1${nbsp}h${nbsp}20${nbsp}min`]);
});

test("CSV is written as the exports write it, formulas disarmed", () => {
  const cell = fc.oneof(
    fc.record({ text: fc.string({ unit: fc.constantFrom("=", "+", "-", "@", '"', ",", "\n", "\t", " ", "a") }) }),
    fc.record({ number: fc.constantFrom("1", "-0.5") }),
    fc.constant(null),
  );
  fc.assert(
    fc.property(fc.array(cell), (cells) => {
      expect(csvLine(cells)).toBe(appCsvLine(cells));
    }),
  );
});
