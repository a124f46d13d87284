import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, daysBetween, weekdayOf } from "@/lib/period";
import { forecastOf } from "./forecast";
import { driverOf, foremost, unusualDays } from "./unusual";

/** Days from `from`, each costing what `of` says of it; undefined: nobody reported. */
function costs(from: string, to: string, of: (day: string) => bigint | undefined): Map<string, bigint> {
  return new Map(daysBetween(from, to).flatMap((day) => (of(day) === undefined ? [] : [[day, of(day) as bigint]])));
}

const isWeekend = (day: string) => weekdayOf(day) > 5;

describe("a forecast", () => {
  test("goes on as the weekdays of the last four weeks", () => {
    // 100 on weekdays, 10 at weekends; June 2026 has 22 weekdays and 8 weekend days: 2,200 + 80
    const known = costs("2026-05-01", "2026-06-20", (day) => (isWeekend(day) ? 10n : 100n));
    const found = forecastOf(known, "2026-06", "2026-06-19");
    expect(found).toMatchObject({ likely: 2280n, low: 2280n, high: 2280n });
    expect("days" in found && [...found.days.keys()]).toEqual(daysBetween("2026-06-20", "2026-07-01"));
  });

  test("spans from the quietest to the busiest week", () => {
    // weeks of 80, 100, 100 and 120 a day before 28 June: mean 100; two days are left: 28 × 100 + … within the month: 14 days at 100, 7 at 100, 6 at 120
    const known = costs("2026-05-30", "2026-06-27", (day) => (day < "2026-06-06" ? 80n : day < "2026-06-20" ? 100n : 120n));
    const found = forecastOf(known, "2026-06", "2026-06-26");
    // 1–5 June at 80, 6–19 at 100, 20–26 at 120 = 400 + 1,400 + 840 = 2,640; four days to come at 100, 80 or 120
    expect(found).toMatchObject({ likely: 3040n, low: 2960n, high: 3120n });
  });

  test("counts a day that has begun at what it has cost already", () => {
    const known = new Map([...costs("2026-05-01", "2026-06-30", () => 10n), ["2026-06-30", 500n]]);
    expect(forecastOf(known, "2026-06", "2026-06-29")).toMatchObject({ likely: 29n * 10n + 500n });
  });

  test("is refused on less than two weeks", () => {
    expect(
      forecastOf(
        costs("2026-06-01", "2026-06-14", () => 5n),
        "2026-06",
        "2026-06-13",
      ),
    ).toEqual({ refused: "too_few_days", reported: 13, needed: 14 });
  });

  test("lies within its band, and the band is never below what was spent", () => {
    const day = fc.option(fc.bigInt(0n, 10n ** 15n), { freq: 5 });
    const days = daysBetween("2026-05-01", "2026-06-30");
    fc.assert(
      fc.property(fc.array(day, { minLength: 60, maxLength: 60 }), fc.integer({ min: 30, max: 59 }), (values, last) => {
        const known = new Map(days.flatMap((each, index) => (values[index] == null ? [] : [[each, values[index]]])));
        const until = addDays("2026-05-01", last);
        const found = forecastOf(known, "2026-06", until);
        if ("refused" in found) return;
        const spent = [...known].filter(([each]) => each.startsWith("2026-06")).reduce((sum, [, cost]) => sum + cost, 0n);
        expect(found.low <= found.likely && found.likely <= found.high && found.low >= spent).toBe(true);
      }),
    );
  });
});

describe("an unusual day", () => {
  const steady = costs("2026-05-01", "2026-06-30", (day) => (isWeekend(day) ? 10n : 100n + BigInt(day.slice(-1))));

  test("is far from its own weekday, not from the week", () => {
    expect(unusualDays(steady, daysBetween("2026-06-01", "2026-06-30"))).toEqual([]);
    const known = new Map([...steady, ["2026-06-14", 100n]]); // a Sunday like a weekday
    expect(unusualDays(known, daysBetween("2026-06-01", "2026-06-30"))).toEqual([{ day: "2026-06-14", cost: 100n, usual: 10n }]);
  });

  test("may be unusually quiet", () => {
    const known = new Map([...steady, ["2026-06-09", 5n]]);
    expect(unusualDays(known, ["2026-06-09"])).toMatchObject([{ cost: 5n }]);
  });

  test("is not told from less than three weeks, and a gap is no zero", () => {
    expect(
      unusualDays(
        costs("2026-06-01", "2026-06-16", () => 1n),
        ["2026-06-15"],
      ),
    ).toEqual([]);
    expect(unusualDays(new Map([...steady].filter(([day]) => day !== "2026-06-09")), ["2026-06-09"])).toEqual([]);
  });

  test("the foremost are those furthest from usual, in the order of days", () => {
    const [little, above, below] = [3n, 90n, -80n].map((off, index) => ({ day: `2026-06-0${index + 1}`, cost: 100n + off, usual: 100n }));
    expect(foremost([little, above, below] as never, 2)).toEqual([above, below]);
  });

  test("names what drove it", () => {
    const found = driverOf(
      { day: "2026-06-09", cost: 400n, usual: 100n },
      new Map([
        [
          "Search",
          new Map([
            ["2026-06-09", 350n],
            ["2026-06-02", 60n],
          ]),
        ],
        ["Support", steady],
      ]),
    );
    expect(found).toEqual({ name: "Search", cost: 350n, usual: 0n });
  });
});
