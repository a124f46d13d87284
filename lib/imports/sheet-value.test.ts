import { expect, test } from "vitest";
import { isDateFormat, serialDate, spelledNumber } from "./sheet-value";

test.each([
  ["46082", 1900, "2026-03-01"],
  ["46082.5", 1900, "2026-03-01T12:00:00"],
  ["46082.4166681713", 1900, "2026-03-01T10:00:00.130"],
  ["46081.9999999999999", 1900, "2026-03-01"],
  ["44620", 1904, "2026-03-01"],
  ["soon", 1900, "soon"],
  ["1e300", 1900, "1e300"],
] as const)("the serial date %s of the %d system is %s", (serial, epoch, text) => expect(serialDate(serial, epoch)).toBe(text));

test.each([
  [14, true],
  [22, true],
  [0, false],
  [4, false],
  [49, false],
  ["yyyy-mm-dd", true],
  ["[$-40C]d mmm yyyy", true],
  ["[h]:mm:ss", true],
  ["General", false],
  ["#,##0.00", false],
  ['0.00 "days"', false],
  ["[Red]0.00", false],
  ["#,##0\\ \\h", false],
] as const)("the number format %s shows a date: %s", (format, isDate) => expect(isDateFormat(format)).toBe(isDate));

test("a number is spelled as it was typed", () => {
  expect(["0.10000000000000001", "1234", "12345678901234", "1.2E+6"].map(spelledNumber)).toEqual(["0.1", "1234", "12345678901234", "1.2E+6"]);
});
