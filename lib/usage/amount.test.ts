import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimalText } from "@/lib/money";
import { addAmounts, parseAmount } from "./amount";

describe("an amount", () => {
  test.each([
    ["12.50", "12.5"],
    ["007", "7"],
    ["-0.0", "0"],
    ["+3", "3"],
    ["$1,204.55", "1204.55"],
    ["-$0.04", "-0.04"],
    ["$-0.04", "-0.04"],
    ["1e-05", "0.00001"],
    ["1.5E+3", "1500"],
    [".5", "0.5"],
    ["5.", "5"],
    ["1 204.55", "1204.55"],
    ["1\u202f204.55", "1204.55"],
    ["0.841158291601213363", "0.841158291601213363"],
    ["", null],
    ["$", null],
    [".", null],
    ["1,20", null],
    ["1,2345", null],
    ["--5", null],
    ["-$-5", null],
    ["€5", null],
    ["1e999", null],
    ["1".repeat(61), null],
    ["NaN", null],
    ["0x10", null],
  ])("%j in a file with commas is %s", (cell, value) => expect(parseAmount(cell, ",")).toBe(value));

  test.each([
    ["11,20", "11.2"],
    ["1 204,55", "1204.55"],
    ["1.204,55", "1204.55"],
    ["12.50", "12.5"],
    ["0,1", "0.1"],
    ["1.2,5", null],
    ["1,204.55", null],
    ["1,2,3", null],
  ])("%j in a file with semicolons is %s", (cell, value) => expect(parseAmount(cell, ";")).toBe(value));

  const decimal = fc.record({ digits: fc.bigInt(-(10n ** 25n), 10n ** 25n), scale: fc.nat(20) });

  test("is read back from its canonical text, and from any spelling of it", () => {
    fc.assert(
      fc.property(decimal, fc.constantFrom(",", ";", "\t"), (value, delimiter) => {
        const text = decimalText(value);
        expect(parseAmount(text, delimiter)).toBe(text);
        expect(parseAmount(` ${text.replace("-", "-$")} `, delimiter)).toBe(text);
        expect(parseAmount(`${value.digits}e-${value.scale}`, delimiter)).toBe(text);
        const [whole = "", fraction] = text.split(".");
        const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
        if (delimiter !== ";") expect(parseAmount(fraction ? `${grouped}.${fraction}` : grouped, delimiter)).toBe(text);
        else if (fraction) expect(parseAmount(`${grouped.replaceAll(",", ".")},${fraction}`, delimiter)).toBe(text);
      }),
    );
  });

  test("is added exactly", () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const scale = Math.max(a.scale, b.scale);
        const sum = a.digits * 10n ** BigInt(scale - a.scale) + b.digits * 10n ** BigInt(scale - b.scale);
        expect(addAmounts(decimalText(a), decimalText(b))).toBe(decimalText({ digits: sum, scale }));
      }),
    );
  });

  test("of any text is a canonical decimal or nothing", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."0123456789.,-+$eE \u00a0"), maxLength: 12 }),
        fc.constantFrom(",", ";"),
        (text, delimiter) => {
          const amount = parseAmount(text, delimiter);
          if (amount !== null) expect(amount).toMatch(/^(?:0|-?[1-9]\d*|-?(?:0|[1-9]\d*)\.\d*[1-9])$/);
        },
      ),
    );
  });
});
