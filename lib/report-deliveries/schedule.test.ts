import { expect, test } from "vitest";
import { isoInstant } from "@/lib/period";
import { dueAt, lastDay, lastWorkingDay } from "./schedule";

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
