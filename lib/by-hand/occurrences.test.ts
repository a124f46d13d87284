import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays } from "@/lib/period";
import { daysDue, nextDay } from "./occurrences";

const monthly = (firstDay: string, lastDay: string | null = null) => ({ isMonthly: true, firstDay, lastDay });

test("what comes on the 31st comes on the last day of shorter months", () => {
  expect(daysDue(monthly("2026-01-31"), "2026-01-01", "2026-06-30")).toEqual([
    ...["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"],
  ]);
});

test("it ends with its last day, that one included", () => {
  expect(daysDue(monthly("2026-01-15", "2026-03-15"), "2026-01-01", "2026-12-31")).toEqual(["2026-01-15", "2026-02-15", "2026-03-15"]);
  expect(nextDay(monthly("2026-01-15", "2026-03-14"), "2026-02-16")).toBeNull();
});

test("what counts once has one day, and none after it", () => {
  const once = { isMonthly: false, firstDay: "2026-06-10", lastDay: null };
  expect(daysDue(once, "2026-01-01", "2026-12-31")).toEqual(["2026-06-10"]);
  expect(nextDay(once, "2026-06-11")).toBeNull();
});

test("however the time is cut, no day is left out and none comes twice", () => {
  const offset = fc.integer({ min: 0, max: 1500 });
  fc.assert(
    fc.property(offset, fc.array(offset, { maxLength: 6 }), fc.boolean(), (first, cuts, isMonthly) => {
      const cadence = { isMonthly, firstDay: addDays("2024-01-01", first), lastDay: null };
      const ends = [...cuts.toSorted((a, b) => a - b), 1600].map((days) => addDays("2024-01-01", days));
      let from = "2024-01-01";
      const pieces = ends.flatMap((to) => {
        const days = to >= from ? daysDue(cadence, from, to) : [];
        if (to >= from) from = addDays(to, 1);
        return days;
      });
      expect(pieces).toEqual(daysDue(cadence, "2024-01-01", ends.at(-1) ?? ""));
      expect(new Set(pieces.map((day) => day.slice(0, 7))).size).toBe(pieces.length);
    }),
  );
});
