import { describe, expect, test } from "vitest";
import { type CanonicalColumn, canonicalReader } from "./canonical";
import { parseCount } from "./count";
import { timestampReader } from "./timestamp";

describe("a count", () => {
  test.each([
    ["1234", 1234n],
    ["007", 7n],
    ["1234.0", 1234n],
    ["5.", 5n],
    ["-0", 0n],
    ["-0.0", 0n],
    ["1,234", 1234n],
    ["1,234,567", 1234567n],
    ["1 234", 1234n],
    ["1\u00a0234\u00a0567", 1234567n],
    ["1\u202f234", 1234n],
    ["1'234", 1234n],
    ["1_234", 1234n],
    ["9223372036854775807", 9223372036854775807n],
    ["", null],
    ["  ", null],
    ["-5", "negative_tokens"],
    ["-1,234", "negative_tokens"],
    ["10.5", "fractional_tokens"],
    ["1.2E+6", "scientific_notation"],
    ["1e5", "scientific_notation"],
    ["9223372036854775808", "overflow_tokens"],
    ["NaN", "not_a_number"],
    ["N/A", "not_a_number"],
    ["+5", "not_a_number"],
    ["0x10", "not_a_number"],
    ["1,23,456", "not_a_number"],
    ["1,234 567", "not_a_number"],
    ["٣", "not_a_number"],
  ])("%j in a file with commas is %s", (cell, value) => expect(parseCount(cell, ",")).toBe(value));

  test.each([
    ["12,000", "ambiguous_number"],
    ["12.000", "ambiguous_number"],
    ["1.234.567", "ambiguous_number"],
    ["12,5", "fractional_tokens"],
    ["12,0", 12n],
    ["12 000", 12000n],
    ["12.5", "fractional_tokens"],
  ])("%j in a file with semicolons is %s", (cell, value) => expect(parseCount(cell, ";")).toBe(value));
});

describe("a time", () => {
  const utc = timestampReader("UTC");
  const iso = (cell: string, read = utc) => {
    const time = read(cell);
    return typeof time === "string" ? time : new Date(time.instant).toISOString();
  };

  test.each([
    ["2026-03-01T10:00:00Z", "2026-03-01T10:00:00.000Z"],
    ["2026-03-01T10:00:00+02:00", "2026-03-01T08:00:00.000Z"],
    ["2026-03-01T10:00:00-0530", "2026-03-01T15:30:00.000Z"],
    ["2026-03-01", "2026-03-01T00:00:00.000Z"],
    ["2026-03-01 10:00", "2026-03-01T10:00:00.000Z"],
    ["2026-03-01T10:00:00.1239", "2026-03-01T10:00:00.123Z"],
    ["20260301", "2026-03-01T00:00:00.000Z"],
    ["1772359200", "2026-03-01T10:00:00.000Z"],
    ["1772359200123", "2026-03-01T10:00:00.123Z"],
    ["1772359200123456", "2026-03-01T10:00:00.123Z"],
    ["1772359200123456789", "2026-03-01T10:00:00.123Z"],
    ["", "missing_timestamp"],
    ["yesterday", "bad_timestamp"],
    ["2026-02-30", "bad_timestamp"],
    ["2026-03-01T25:00:00Z", "bad_timestamp"],
    ["2026-03-01T10:00:00+25:00", "bad_timestamp"],
    ["03/04/2026", "ambiguous_timestamp"],
    ["3.4.2026 10:00", "ambiguous_timestamp"],
    ["2017-12-31T23:59:59Z", "timestamp_out_of_range"],
    ["2101-01-01", "timestamp_out_of_range"],
    ["123", "bad_timestamp"],
  ])("%j is %s", (cell, value) => expect(iso(cell)).toBe(value));

  test("without a zone is in the importer's: the first of two, and moved by the gap where there is none", () => {
    const paris = timestampReader("Europe/Paris");
    expect(iso("2026-06-01 10:00", paris)).toBe("2026-06-01T08:00:00.000Z");
    expect(iso("2026-10-25 02:30", paris)).toBe("2026-10-25T00:30:00.000Z");
    expect(iso("2026-03-29 02:30", paris)).toBe("2026-03-29T01:30:00.000Z");
    const lordHowe = timestampReader("Australia/Lord_Howe");
    expect(iso("2026-10-04 02:10", lordHowe)).toBe("2026-10-03T15:40:00.000Z");
  });
});

describe("a canonical row", () => {
  const read = canonicalReader({ zone: "UTC", delimiter: "," });
  const row = (cells: Partial<Record<CanonicalColumn, string>>) =>
    read((column) => ({ timestamp: "2026-06-01", model: "m", input_tokens: "100", output_tokens: "10", ...cells })[column] ?? "");

  test("takes cached and written tokens out of the input, and leaves reasoning in the output", () => {
    // 100 − 40 read − 20 written for five minutes − 10 for an hour
    expect(row({ cached_input_tokens: "40", cache_write_tokens: "20", cache_write_1h_tokens: "10", reasoning_tokens: "4" })).toMatchObject({
      tokens: { input: 30n, cache_read: 40n, cache_write_5m: 20n, cache_write_1h: 10n, output: 10n },
      reasoning: 4n,
    });
  });

  test("is one request, known to be single only by its count or its id", () => {
    expect(row({})).toMatchObject({ requests: 1n, isSingle: false });
    expect(row({ request_id: "r" })).toMatchObject({ requests: 1n, isSingle: true });
    expect(row({ requests: "1" })).toMatchObject({ isSingle: true });
    expect(row({ requests: "2", request_id: "r" })).toMatchObject({ requests: 2n, isSingle: false });
  });

  test("of no tokens is a request", () => expect(row({ input_tokens: "0", output_tokens: "0" })).toMatchObject({ requests: 1n }));

  test.each([
    [{ cached_input_tokens: "101" }, "cached_exceeds_input"],
    [{ cached_input_tokens: "60", cache_write_tokens: "41" }, "cached_exceeds_input"],
    [{ reasoning_tokens: "11" }, "reasoning_exceeds_output"],
    [{ model: " " }, "missing_model"],
    [{ input_tokens: "" }, "missing_tokens"],
    [{ output_tokens: "" }, "missing_tokens"],
    [{ team: "x".repeat(501) }, "value_too_long"],
  ])("%j is refused as %s", (cells, code) => expect(row(cells)).toBe(code));

  test("has its names trimmed, in one form, and no tier where it is standard", () => {
    expect(row({ team: " Cafe\u0301 ", service_tier: "Standard" })).toMatchObject({ team: "Café", tier: "" });
    expect(row({ service_tier: "BATCH" })).toMatchObject({ tier: "batch" });
  });
});
