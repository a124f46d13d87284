import { describe, expect, test } from "vitest";
import { fairComparison } from "./comparison";

const iso = (instant: number) => new Date(instant).toISOString().slice(0, 16);
const compare = (month: string, zone: string, now: string, until: string | null) => {
  const { current, previous, isPartial } = fairComparison(month, zone, Date.parse(now), until === null ? null : Date.parse(until));
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
