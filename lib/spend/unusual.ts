import type { Pico } from "@/lib/money";
import { addDays, type Day } from "@/lib/period";
import type { DayCosts } from "./forecast";

/** A day out of the ordinary: what it cost, and what its weekday usually does. */
export type UnusualDay = { day: Day; cost: Pico; usual: Pico };

/** What a team cost on a day; null: nothing of it has a price. */
export type TeamDay = { day: Day; team: string | null; cost: Pico | null };

/** An unusual day with the team that made it so. */
export type DrivenDay = UnusualDay & { driver: { name: string | null; cost: Pico; usual: Pico } | null };

const weeks = 6;
/** How many days before one is measured by. */
export const daysLookedBackOn = 7 * weeks;
const neededWeeks = 3;
/** A day is unusual beyond so many times the usual distance from the median. */
const spread = 4n;
/** And never for less than a quarter above or below. */
const leastPercent = 25n;

/** What each day cost; a day of which nothing has a price is absent. */
export function dayCosts(rows: readonly TeamDay[]): DayCosts {
  const costs = new Map<Day, Pico>();
  for (const { day, cost } of rows) if (cost !== null) costs.set(day, (costs.get(day) ?? 0n) + cost);
  return costs;
}

/** Which of the days are out of the ordinary, and what drove each. `rows`: also of the days that they are measured by. */
export function drivenDays(rows: readonly TeamDay[], days: readonly Day[]): DrivenDay[] {
  const teams = new Set(rows.map(({ team }) => team));
  const byTeam = new Map([...teams].map((team) => [team, dayCosts(rows.filter((row) => row.team === team))]));
  return unusualDays(dayCosts(rows), days).map((day) => ({ ...day, driver: driverOf(day, byTeam) }));
}

/** The days that are far from what their weekday cost in the six weeks before, by the median distance from the median; in order. */
export function unusualDays(costs: DayCosts, days: readonly Day[]): UnusualDay[] {
  return days.flatMap((day) => {
    const cost = costs.get(day);
    const before = Array.from({ length: weeks }, (_, week) => costs.get(addDays(day, -7 * (week + 1)))).filter((each) => each !== undefined);
    if (cost === undefined || before.length < neededWeeks) return [];
    const usual = median(before);
    const distance = median(before.map((each) => size(each - usual)));
    const off = size(cost - usual);
    return off > spread * distance && 100n * off > leastPercent * usual ? [{ day, cost, usual }] : [];
  });
}

/** Who or what made a day unusual: the name whose cost is furthest from its own usual, in the direction of the day. */
export function driverOf<Name>(
  { day, cost, usual }: UnusualDay,
  costsByName: ReadonlyMap<Name, DayCosts>,
): { name: Name; cost: Pico; usual: Pico } | null {
  const direction = cost < usual ? -1n : 1n;
  let driver: { name: Name; cost: Pico; usual: Pico } | null = null;
  for (const [name, costs] of costsByName) {
    const before = Array.from({ length: weeks }, (_, week) => costs.get(addDays(day, -7 * (week + 1))) ?? 0n);
    const own = { name, cost: costs.get(day) ?? 0n, usual: median(before) };
    if (!driver || direction * (own.cost - own.usual) > direction * (driver.cost - driver.usual)) driver = own;
  }
  return driver;
}

/** The few that are furthest from usual, in the order of days. */
export function foremost<Day extends UnusualDay>(days: readonly Day[], count: number): Day[] {
  const furthest = days.toSorted((a, b) => (size(a.cost - a.usual) < size(b.cost - b.usual) ? 1 : -1)).slice(0, count);
  return days.filter((day) => furthest.includes(day));
}

function size(amount: Pico): Pico {
  return amount < 0n ? -amount : amount;
}

/** The middle one; of two, the lower. */
function median(amounts: readonly Pico[]): Pico {
  return amounts.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))[Math.floor((amounts.length - 1) / 2)] ?? 0n;
}
