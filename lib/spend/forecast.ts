import { fraction, whole } from "@/lib/fraction";
import type { Pico } from "@/lib/money";
import { addDays, type Day, dayOf, daysBetween, daysOfMonth, type Instant, type Month, weekdayOf, type Zone } from "@/lib/period";

/** What a day cost; a day on which nobody reported is absent. */
export type DayCosts = ReadonlyMap<Day, Pico>;

/** A month to its end. `days`: what is still to come, day by day. */
export type Forecast = { likely: Pico; low: Pico; high: Pico; days: ReadonlyMap<Day, Pico> };

/** Why there is none: too few days have been reported to know what a week is like. */
export type NoForecast = { refused: "too_few_days"; reported: number; needed: number };

const weeks = 4;
const neededDays = 14;

/**
 * What a month will have cost: what it has cost, and for each day still to come the mean of its weekday over the four weeks before `until` (the last whole day with
 * data). A day that has begun counts at least what it has cost. The band takes the rest of the month to run like the quietest and like the busiest of those weeks.
 */
export function forecastOf(costs: DayCosts, month: Month, until: Day): Forecast | NoForecast {
  return forecastOfDays(costs, daysOfMonth(month), until);
}

/** The same for any days. */
export function forecastOfDays(costs: DayCosts, asked: readonly Day[], until: Day): Forecast | NoForecast {
  const history = daysBetween(addDays(until, 1 - 7 * weeks), addDays(until, 1));
  const reported = history.filter((day) => costs.has(day)).length;
  if (reported < neededDays) return { refused: "too_few_days", reported, needed: neededDays };

  const usual = weekdayMeans(costs, history);
  const band = weekBand(costs, history, usual);
  const days = new Map<Day, Pico>();
  let [likely, low, high] = [0n, 0n, 0n];
  for (const day of asked) {
    const sofar = costs.get(day) ?? 0n;
    const expected = day > until ? atLeast(usual.get(weekdayOf(day)) ?? 0n, sofar) : sofar;
    if (day > until) days.set(day, expected);
    likely += expected;
    low += day > until ? atLeast(share(expected, band.low), sofar) : sofar;
    high += day > until ? atLeast(share(expected, band.high), sofar) : sofar;
  }
  return { likely, low, high, days };
}

/** The last day that is over and has data. */
export function lastWholeDay(dataUntil: Instant | null, at: Instant, zone: Zone): Day | null {
  if (dataUntil === null) return null;
  const day = dayOf(dataUntil, zone);
  return day === dayOf(at, zone) ? addDays(day, -1) : day;
}

type Ratio = { part: Pico; of: Pico };

function atLeast(amount: Pico, least: Pico): Pico {
  return amount > least ? amount : least;
}

function share(amount: Pico, { part, of }: Ratio): Pico {
  return whole(fraction(amount * part, of));
}

/** The mean of each weekday's reported days; a weekday without any is not expected to cost. */
function weekdayMeans(costs: DayCosts, history: readonly Day[]): Map<number, Pico> {
  const sums = new Map<number, { sum: Pico; days: bigint }>();
  for (const day of history) {
    const cost = costs.get(day);
    if (cost === undefined) continue;
    const known = sums.get(weekdayOf(day)) ?? { sum: 0n, days: 0n };
    sums.set(weekdayOf(day), { sum: known.sum + cost, days: known.days + 1n });
  }
  return new Map([...sums].map(([weekday, { sum, days }]) => [weekday, whole(fraction(sum, days))]));
}

/** The quietest and the busiest week, each against what its reported days usually cost. */
function weekBand(costs: DayCosts, history: readonly Day[], usual: ReadonlyMap<number, Pico>): { low: Ratio; high: Ratio } {
  const band = { low: { part: 1n, of: 1n }, high: { part: 1n, of: 1n } };
  for (let week = 0; week < weeks; week++) {
    const days = history.slice(7 * week, 7 * week + 7).filter((day) => costs.has(day));
    const part = days.reduce((sum, day) => sum + (costs.get(day) ?? 0n), 0n);
    const of = days.reduce((sum, day) => sum + (usual.get(weekdayOf(day)) ?? 0n), 0n);
    if (of <= 0n) continue;
    if (part * band.low.of < band.low.part * of) band.low = { part, of };
    if (part * band.high.of > band.high.part * of) band.high = { part, of };
  }
  return band;
}
