import { expect, test } from "vitest";
import { parseAmount } from "@/lib/usage/amount";
import { parseCount } from "@/lib/usage/count";
import { numberReader } from "./number-style";

const count = (cell: string, mark: "." | "," | undefined, unit: "tokens" | "thousands" | "millions", delimiter = ";") =>
  parseCount(numberReader({ delimiter, mark, unit })(cell), mark ? "," : delimiter);

test("a point groups where the comma is the mark", () => {
  expect(count("1.234.567", ",", "tokens")).toBe(1_234_567n);
  expect(count("1.234,00", ",", "tokens")).toBe(1_234n);
  expect(count("12,5", ",", "tokens")).toBe("fractional_tokens");
  expect(count("1\u202f234", ",", "tokens")).toBe(1_234n);
});

test("a comma groups where the point is the mark, in a file of semicolons too", () => {
  expect(count("12,000", ".", "tokens")).toBe(12_000n);
  expect(count("12,000", undefined, "tokens")).toBe("ambiguous_number");
});

test("thousands and millions count in ones, exactly", () => {
  expect(count("12,5", ",", "thousands")).toBe(12_500n);
  expect(count("0,000001", ",", "millions")).toBe(1n);
  expect(count("1.234,5", ",", "thousands")).toBe(1_234_500n);
  expect(count("0.0005", ".", "thousands")).toBe("fractional_tokens");
  expect(count("9223372036854775.807", ".", "thousands")).toBe(9_223_372_036_854_775_807n);
  expect(count("9223372036854775.808", ".", "thousands")).toBe("overflow_tokens");
});

test("what is no number keeps its fault, in any unit", () => {
  for (const unit of ["tokens", "thousands", "millions"] as const) {
    expect(count("", ",", unit)).toBeNull();
    expect(count("n/a", ",", unit)).toBe("not_a_number");
    expect(count("-3", ",", unit)).toBe("negative_tokens");
    expect(count("1,2E+6", ",", unit)).toBe("scientific_notation");
    expect(count("12,000", undefined, unit)).toBe("ambiguous_number");
  }
});

test("an amount may carry its currency's sign", () => {
  const amount = (cell: string) => parseAmount(numberReader({ delimiter: ";", mark: ",", unit: "tokens" })(cell), ",");
  expect(amount("11,20 €")).toBe("11.2");
  expect(amount("€ 1.204,55")).toBe("1204.55");
});
