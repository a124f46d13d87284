import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDays,
  addMonths,
  dayOf,
  daysBetween,
  daysOf,
  daysOfMonth,
  daysPeriod,
  hourStarts,
  instantOfLocal,
  isDay,
  isMonth,
  isoInstant,
  isoWeek,
  isSlot,
  isZone,
  monthOf,
  monthPeriod,
  quarterHour,
  segmentStarts,
  startOfDay,
} from "./period";

const utc = (text: string) => Date.parse(text);
const zones = [
  "UTC",
  "Europe/Paris",
  "America/Montreal",
  "America/St_Johns",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "America/Santiago",
  "Africa/Cairo",
];
const day = fc.integer({ min: 0, max: 365 * 12 }).map((days) => addDays("2018-01-01", days));

describe("a local day", () => {
  test("begins at the first instant of its date", () => {
    expect(isoInstant(startOfDay("2026-06-01", "Europe/Paris"))).toBe("2026-05-31T22:00:00Z");
    expect(isoInstant(startOfDay("2026-06-01", "Asia/Kolkata"))).toBe("2026-05-31T18:30:00Z");
  });

  test("begins at one o'clock where midnight does not exist", () => {
    // Santiago moved its clocks from 24:00 on 7 September 2024 to 01:00 on the 8th: 00:00 is skipped, 01:00 is UTC−3.
    expect(isoInstant(startOfDay("2024-09-08", "America/Santiago"))).toBe("2024-09-08T04:00:00Z");
  });

  test("begins at the first midnight where midnight comes twice", () => {
    // Havana moves its clocks back at 01:00 to 00:00 on 3 November 2024: the first midnight is UTC−4.
    expect(isoInstant(startOfDay("2024-11-03", "America/Havana"))).toBe("2024-11-03T04:00:00Z");
  });

  test("holds each of its instants, and no other day does", () => {
    fc.assert(
      fc.property(day, fc.constantFrom(...zones), (date, zone) => {
        const { from, to } = daysPeriod(date, addDays(date, 1), zone);
        expect(dayOf(from, zone)).toBe(date);
        expect(dayOf(to - 1, zone)).toBe(date);
        expect(dayOf(from - 1, zone) < date).toBe(true);
        expect(isSlot(from)).toBe(true);
      }),
    );
  });
});

describe("a month", () => {
  test("runs from its first instant to the next one's", () => {
    expect(monthPeriod("2026-06", "Europe/Paris")).toEqual({
      from: utc("2026-05-31T22:00:00Z"),
      to: utc("2026-06-30T22:00:00Z"),
    });
  });

  test("is made of its days", () => {
    expect(daysOfMonth("2024-02")).toHaveLength(29);
    expect(daysOfMonth("2026-02").at(-1)).toBe("2026-02-28");
    expect(addMonths("2025-12", 1)).toBe("2026-01");
    expect(monthOf(utc("2026-06-30T23:30:00Z"), "Europe/Paris")).toBe("2026-07");
  });
});

describe("hours of a day", () => {
  const count = (date: string, zone: string) => hourStarts(daysPeriod(date, addDays(date, 1), zone), zone).length;

  test("are 23 or 25 where the clocks change", () => {
    expect(count("2026-03-29", "Europe/Paris")).toBe(23);
    expect(count("2026-10-25", "Europe/Paris")).toBe(25);
    expect(count("2026-06-01", "Europe/Paris")).toBe(24);
  });

  test("start on the zone's own clock", () => {
    expect(isoInstant(hourStarts(daysPeriod("2026-06-01", "2026-06-02", "Asia/Kolkata"), "Asia/Kolkata")[1] ?? 0)).toBe("2026-05-31T19:30:00Z");
  });

  test("cover each day without gap or overlap", () => {
    fc.assert(
      fc.property(day, fc.constantFrom(...zones), (date, zone) => {
        const period = daysPeriod(date, addDays(date, 1), zone);
        const starts = hourStarts(period, zone);
        expect(starts[0]).toBe(period.from);
        const ends = [...starts.slice(1), period.to];
        starts.forEach((start, index) => {
          const length = (ends[index] ?? 0) - start;
          expect(length).toBeGreaterThan(0);
          expect(length).toBeLessThanOrEqual(4 * quarterHour);
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe("segments", () => {
  test("are local days, cut where a price starts inside one", () => {
    const cut = utc("2026-06-16T00:00:00Z"); // two in the morning of the 16th in Paris
    const starts = segmentStarts(daysPeriod("2026-06-15", "2026-06-18", "Europe/Paris"), "Europe/Paris", [cut]);
    expect(starts.map(isoInstant)).toEqual(["2026-06-14T22:00:00Z", "2026-06-15T22:00:00Z", "2026-06-16T00:00:00Z", "2026-06-16T22:00:00Z"]);
  });

  test("are not cut by a price that starts at local midnight, or outside", () => {
    const zone = "UTC";
    const period = daysPeriod("2026-06-15", "2026-06-17", zone);
    expect(segmentStarts(period, zone, [utc("2026-06-16T00:00:00Z"), utc("2026-06-20T10:00:00Z")])).toHaveLength(2);
  });

  test("begin with the whole first day when the period begins inside it", () => {
    const starts = segmentStarts({ from: utc("2026-06-15T10:00:00Z"), to: utc("2026-06-15T11:00:00Z") }, "UTC", []);
    expect(starts.map(isoInstant)).toEqual(["2026-06-15T00:00:00Z"]);
  });

  test("of no time are none", () => {
    expect(segmentStarts({ from: 0, to: 0 }, "UTC", [])).toEqual([]);
    expect(daysOf({ from: 5, to: 5 }, "UTC")).toEqual([]);
  });
});

describe("a wall-clock time", () => {
  test("that comes twice is the first", () => {
    expect(isoInstant(instantOfLocal("2026-10-25T02:30:00", "Europe/Paris"))).toBe("2026-10-25T00:30:00Z");
  });

  test("that never happens moves forward by the gap", () => {
    expect(isoInstant(instantOfLocal("2026-03-29T02:30:00", "Europe/Paris"))).toBe("2026-03-29T01:30:00Z");
  });

  test("that is no date is refused", () => {
    expect(() => instantOfLocal("2026-02-30T00:00:00", "UTC")).toThrow(RangeError);
  });
});

test("weeks are ISO weeks", () => {
  expect(isoWeek("2026-06-01")).toBe("2026-W23");
  expect(isoWeek("2027-01-01")).toBe("2026-W53");
});

test("only real days, months and zones are accepted", () => {
  expect([isDay("2026-02-29"), isDay("2024-02-29"), isDay("2026-6-1")]).toEqual([false, true, false]);
  expect([isMonth("2026-13"), isMonth("2026-12")]).toEqual([false, true]);
  expect([isZone("Europe/Paris"), isZone("Mars/Base"), isZone("+02:00")]).toEqual([true, false, false]);
  expect(daysBetween("2026-02-27", "2026-03-02")).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
});
