import { describe, expect, test } from "vitest";
import { type ComparisonMode, fairComparison } from "./comparison";
import { neighbour, parseRange } from "./range";

const iso = (instant: number) => new Date(instant).toISOString().slice(0, 16);
const range = (text: string, today = "2026-06-18") => {
  const found = parseRange(text, today);
  if (!found) throw new Error(`no range: ${text}`);
  return found;
};
const compare = (text: string, zone: string, now: string, until: string | null, mode: ComparisonMode = "previous") => {
  const { current, previous, isPartial } = fairComparison(range(text), mode, zone, Date.parse(now), until === null ? null : Date.parse(until));
  return { current: [iso(current.from), iso(current.to)], previous: [iso(previous.from), iso(previous.to)], isPartial };
};

describe("a month is compared fairly", () => {
  test("a finished one with the whole month before", () => {
    expect(compare("2026-06", "UTC", "2026-07-04T00:00Z", "2026-06-30T12:00Z")).toEqual({
      current: ["2026-06-01T00:00", "2026-07-01T00:00"],
      previous: ["2026-05-01T00:00", "2026-06-01T00:00"],
      isPartial: false,
    });
  });

  test("an unfinished one up to the last day with data", () => {
    expect(compare("2026-06", "UTC", "2026-06-20T09:00Z", "2026-06-18T12:00Z")).toEqual({
      current: ["2026-06-01T00:00", "2026-06-19T00:00"],
      previous: ["2026-05-01T00:00", "2026-05-19T00:00"],
      isPartial: true,
    });
  });

  test("with data of today, up to the same local time, to the quarter hour", () => {
    // Paris: +2 in June and May
    expect(compare("2026-06", "Europe/Paris", "2026-06-18T12:20Z", "2026-06-18T12:10Z")).toEqual({
      current: ["2026-05-31T22:00", "2026-06-18T12:15"],
      previous: ["2026-04-30T22:00", "2026-05-18T12:15"],
      isPartial: true,
    });
  });

  test("never beyond the end of a shorter month before", () => {
    expect(compare("2026-03", "UTC", "2026-03-31T12:00Z", "2026-03-30T12:00Z").previous).toEqual(["2026-02-01T00:00", "2026-03-01T00:00"]);
  });

  test("across a change of clocks", () => {
    // Paris went forward on 29 March: 29 local days of March begin at +1 and end at +2
    expect(compare("2026-03", "Europe/Paris", "2026-03-31T12:00Z", "2026-03-29T12:00Z").current).toEqual(["2026-02-28T23:00", "2026-03-29T22:00"]);
  });

  test("one without data is the whole month", () => {
    expect(compare("2026-06", "UTC", "2026-06-20T09:00Z", null).isPartial).toBe(false);
  });
});

describe("any stretch of days is compared", () => {
  test("with as many days before", () => {
    expect(compare("2026-06-10..2026-06-12", "UTC", "2026-07-01T00:00Z", "2026-06-30T12:00Z").previous).toEqual([
      "2026-06-07T00:00",
      "2026-06-10T00:00",
    ]);
  });

  test("a quarter with the quarter before, its elapsed part of it", () => {
    expect(compare("2026-Q2", "UTC", "2026-04-20T12:00Z", "2026-04-19T12:00Z")).toEqual({
      current: ["2026-04-01T00:00", "2026-04-20T00:00"],
      previous: ["2026-01-01T00:00", "2026-01-20T00:00"],
      isPartial: true,
    });
  });

  test("with the same days of the year before", () => {
    expect(compare("2026-06", "UTC", "2026-07-04T00:00Z", "2026-06-30T12:00Z", "year").previous).toEqual(["2025-06-01T00:00", "2025-07-01T00:00"]);
  });

  test("with the same weekdays: June 2026 begins on a Monday, and so does 27 April", () => {
    expect(compare("2026-06", "UTC", "2026-07-04T00:00Z", "2026-06-30T12:00Z", "weekday").previous).toEqual(["2026-04-27T00:00", "2026-05-27T00:00"]);
  });
});

describe("a stretch in an address", () => {
  test.each([
    ["2026-06", "2026-06-01", "2026-07-01"],
    ["2026-Q4", "2026-10-01", "2027-01-01"],
    ["2026", "2026-01-01", "2027-01-01"],
    ["last-7", "2026-06-12", "2026-06-19"],
    ["2026-06-01..2026-06-01", "2026-06-01", "2026-06-02"],
  ])("%s is from %s to %s", (text, from, to) => {
    expect(range(text)).toMatchObject({ text, from, to });
  });

  test.each(["", "2026-13", "2026-Q5", "last-0", "2026-06-31..2026-07-01", "2026-06-02..2026-06-01", "1900-01-01..2026-01-01", "a..b..c"])(
    "%s is none",
    (text) => {
      expect(parseRange(text, "2026-06-18")).toBeNull();
    },
  );

  test("has a neighbour on each side", () => {
    expect(neighbour(range("2026-01"), -1).text).toBe("2025-12");
    expect(neighbour(range("2026-Q1"), -1).text).toBe("2025-Q4");
    expect(neighbour(range("2026"), 1).text).toBe("2027");
    expect(neighbour(range("last-7"), -1).text).toBe("2026-06-05..2026-06-11");
  });
});
