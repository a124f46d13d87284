import { expect, test } from "vitest";
import { monthPeriod } from "@/lib/period";
import { byMonths } from "./kept-month";

const at = (text: string) => Date.parse(`${text}T00:00Z`);
const month = (name: string, cuts: number[] = []) => ({ ...monthPeriod(name, "UTC"), cuts });
const kept = [month("2026-03"), month("2026-04", [at("2026-04-10")]), month("2026-06")];
const run = (from: string, to: string) => ({ from: at(from), to: at(to) });

test("months that follow each other are read in one run, what lies between by its days", () => {
  expect(byMonths(run("2026-02-20", "2026-07-03"), kept, [])).toEqual({
    months: [run("2026-03-01", "2026-05-01"), run("2026-06-01", "2026-07-01")],
    days: [run("2026-02-20", "2026-03-01"), run("2026-05-01", "2026-06-01"), run("2026-07-01", "2026-07-03")],
  });
});

test("a month that is only touched is read by its days", () => {
  expect(byMonths(run("2026-03-02", "2026-04-30"), kept, [])).toEqual({ months: [], days: [run("2026-03-02", "2026-04-30")] });
});

test("an answer that tells before from after inside a month has its days, unless the month is cut there", () => {
  const { months } = byMonths(run("2026-03-01", "2026-07-01"), kept, [at("2026-03-31"), at("2026-04-10"), at("2026-06-01")]);
  expect(months).toEqual([run("2026-04-01", "2026-05-01"), run("2026-06-01", "2026-07-01")]);
});

test("a whole year of kept months has no days left", () => {
  const year = Array.from({ length: 12 }, (_, index) => month(`2026-${String(index + 1).padStart(2, "0")}`));
  expect(byMonths(run("2026-01-01", "2027-01-01"), year, [])).toEqual({ months: [run("2026-01-01", "2027-01-01")], days: [] });
});
