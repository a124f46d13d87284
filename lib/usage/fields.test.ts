import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fields, name } from "./fields";
import { timestampReader } from "./timestamp";

const fields = new Fields(timestampReader("UTC"), ",");
const time = { instant: 0, identity: "@0" };
const base = { time, model: "m", requests: 1n, isSingle: true };
const count = fc.bigInt(0n, 9_223_372_036_854_775_807n);

describe("a record's fields", () => {
  test("of an inclusive source are taken apart, of a separate one kept: what was sent to the model is the same", () => {
    fc.assert(
      fc.property(count, count, count, count, count, (input, read, write5m, write1h, output) => {
        const separate = fields.usage({ ...base, isInclusive: false, input, read, write5m, write1h, output });
        const inclusive = fields.usage({ ...base, isInclusive: true, input: input + read + write5m + write1h, read, write5m, write1h, output });
        expect(inclusive).toEqual(separate);
      }),
    );
  });

  test("more cached than sent, and more reasoning than output, are refused", () => {
    expect(fields.usage({ ...base, isInclusive: true, input: 5n, read: 6n, output: 0n })).toBe("cached_exceeds_input");
    expect(fields.usage({ ...base, isInclusive: false, input: 0n, output: 5n, reasoning: 6n })).toBe("reasoning_exceeds_output");
    expect(fields.usage({ ...base, isInclusive: false, input: 0n, output: 2n ** 63n })).toBe("overflow_tokens");
  });

  test("the first fault is named, and forgotten with its record", () => {
    const read = (cell: string) => {
      const input = fields.requiredCount(cell);
      const reported = fields.reported("x", "USD");
      return fields.usage({ ...base, isInclusive: false, input, output: 0n, reported });
    };
    expect(read("-1")).toBe("negative_tokens");
    expect(read("1")).toBe("bad_cost");
    expect(fields.usage({ ...base, isInclusive: false, input: 1n, output: 0n })).toMatchObject({ kind: "usage" });
  });

  test.each(["", " ", "-", "Included", "free", "NaN"])("%j in a usage file is no reported cost", (cell) => {
    expect(fields.reported(cell, "USD")).toBeNull();
    expect(fields.take()).toBeNull();
  });

  test.each([
    ["", "USD", "bad_cost"],
    ["1", "dollars", "bad_cost"],
    ["1", "", "bad_cost"],
  ])("%j %j in a cost file is refused", (cell, currency, code) => {
    fields.money(cell, currency);
    expect(fields.take()).toBe(code);
  });

  test("a quantity is a decimal that is not negative", () => {
    expect([fields.quantity("0.33"), fields.quantity(""), fields.take()]).toEqual(["0.33", null, null]);
    expect([fields.quantity("-1"), fields.take()]).toEqual(["-1", "bad_quantity"]);
    expect([fields.quantity("many"), fields.take()]).toEqual([null, "bad_quantity"]);
  });

  test("a name is stored as the database can hold it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(name(`${text}\0`)).toMatch(/^[^\0\p{Cs}]*$/u);
      }),
    );
    expect(name(" Cafe\u0301 \ud800")).toBe("Café \ufffd");
  });
});

describe("a date with its year last", () => {
  const iso = (cell: string, order: "dmy" | "mdy") => {
    const read = timestampReader("UTC", order)(cell);
    return typeof read === "string" ? read : new Date(read.instant).toISOString();
  };
  test.each([
    ["14/06/2026", "dmy", "2026-06-14T00:00:00.000Z"],
    ["14.6.26 09:05", "dmy", "2026-06-14T09:05:00.000Z"],
    ["06/14/2026 11:30:15 PM", "mdy", "2026-06-14T23:30:15.000Z"],
    ["6/14/26, 12:00 am", "mdy", "2026-06-14T00:00:00.000Z"],
    ["14/06/2026", "mdy", "bad_timestamp"],
    ["31/02/2026", "dmy", "bad_timestamp"],
    ["06/14/2026 13:00 PM", "mdy", "bad_timestamp"],
    ["2026-06-14", "dmy", "2026-06-14T00:00:00.000Z"],
  ] as const)("%j as %s is %s", (cell, order, value) => expect(iso(cell, order)).toBe(value));
  test("is the same day whichever way it is written", () => {
    const identity = (cell: string) => timestampReader("Asia/Tokyo", "mdy")(cell);
    expect(identity("10/1/25")).toEqual(identity("2025-10-01"));
  });
});
