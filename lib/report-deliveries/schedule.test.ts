import fc from "fast-check";
import { expect, test } from "vitest";
import { addMonths, isoInstant, monthOf } from "@/lib/period";
import { dueAt, lastDay, lastDue, lastWorkingDay } from "./schedule";

const at = (day: number, isWorkingDay: boolean, month: string, zone: string, hour = 9) => isoInstant(dueAt({ isWorkingDay, day, hour }, month, zone));

test("the third working day of a month that begins on a Saturday is its first Wednesday", () => {
  expect(at(3, true, "2026-08", "UTC")).toBe("2026-08-05T09:00:00Z"); // Monday the 3rd, 4th, 5th
  expect(at(3, true, "2026-06", "UTC")).toBe("2026-06-03T09:00:00Z"); // the 1st is a Monday
});

test("the hour is the workspace's, in summer and in winter", () => {
  expect(at(3, false, "2026-07", "Europe/Paris")).toBe("2026-07-03T07:00:00Z");
  expect(at(3, false, "2026-12", "Europe/Paris")).toBe("2026-12-03T08:00:00Z");
});

test("an hour that a clock change leaves out is the one after", () => {
  // In Paris 02:00 on 29 March 2026 does not exist; the clock shows 03:00, which is 01:00 UTC.
  expect(at(28, false, "2027-03", "Europe/Paris", 2)).toBe("2027-03-28T01:00:00Z");
});

test("every month has the last day that can be chosen", () => {
  for (let month = 1; month <= 12; month++) {
    const name = `2026-${String(month).padStart(2, "0")}`;
    for (const [day, isWorkingDay] of [
      [lastDay, false],
      [lastWorkingDay, true],
    ] as const)
      expect(at(day, isWorkingDay, name, "UTC")).toMatch(name);
  }
});

test("the report due last is May's from the 3rd of June at nine until just before the 3rd of July at nine", () => {
  const on = (moment: string) => lastDue({ isWorkingDay: false, day: 3, hour: 9 }, Date.parse(moment), "UTC").month;
  expect(on("2026-06-03T08:59:59Z")).toBe("2026-04");
  expect(on("2026-06-03T09:00:00Z")).toBe("2026-05");
  expect(on("2026-07-03T08:59:59Z")).toBe("2026-05");
  expect(on("2026-07-03T09:00:00Z")).toBe("2026-06");
});

test("what is due last has been due, and what comes after it has not", () => {
  const timings = fc.record({ isWorkingDay: fc.boolean(), day: fc.integer({ min: 1, max: lastWorkingDay }), hour: fc.integer({ min: 0, max: 23 }) });
  const moments = fc.integer({ min: Date.parse("2024-01-01T00:00:00Z"), max: Date.parse("2030-01-01T00:00:00Z") });
  fc.assert(
    fc.property(timings, moments, fc.constantFrom("UTC", "Europe/Paris", "America/New_York", "Pacific/Auckland"), (timing, moment, zone) => {
      const { month, due } = lastDue(timing, moment, zone);
      expect(due).toBeLessThanOrEqual(moment);
      expect(monthOf(due, zone)).toBe(addMonths(month, 1));
      expect(dueAt(timing, addMonths(month, 2), zone)).toBeGreaterThan(moment);
    }),
  );
});
