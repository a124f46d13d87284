import { Temporal } from "temporal-polyfill";

/** Milliseconds since the Unix epoch, UTC. */
export type Instant = number;
/** A local calendar day, `2026-06-30`. */
export type Day = string;
/** A local calendar month, `2026-06`. */
export type Month = string;
/** An IANA time zone, `Europe/Paris`. */
export type Zone = string;
/** From inclusive, to exclusive. */
export type Period = { readonly from: Instant; readonly to: Instant };

/** The grain of prices and boundaries: every zone's offset since 2018 is a multiple of it. */
export const quarterHour = 15 * 60_000;

/** Whether prices may start here. */
export function isSlot(instant: Instant): boolean {
  return instant % quarterHour === 0;
}

/** Whether it names a time zone that can be computed with. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return !/^[+-]/.test(zone);
  } catch {
    return false;
  }
}

/** All zones that can be chosen, UTC first. */
export function zones(): Zone[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
}

/** RFC 3339, UTC; fractions of a second only where there are any. */
export function isoInstant(instant: Instant): string {
  return new Date(instant).toISOString().replace(".000Z", "Z");
}

/** The first instant of a local date, also where midnight does not exist or comes twice. */
export function startOfDay(day: Day, zone: Zone): Instant {
  return Temporal.PlainDate.from(day).toZonedDateTime(zone).startOfDay().epochMilliseconds;
}

/** The local day that holds an instant. */
export function dayOf(instant: Instant, zone: Zone): Day {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** The local month that holds an instant. */
export function monthOf(instant: Instant, zone: Zone): Month {
  return dayOf(instant, zone).slice(0, 7);
}

export function addDays(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** The same day of another year; 29 February becomes the 28th. */
export function addYears(day: Day, years: number): Day {
  return Temporal.PlainDate.from(day).add({ years }).toString();
}

export function addMonths(month: Month, months: number): Month {
  return Temporal.PlainYearMonth.from(month).add({ months }).toString();
}

/** Whether the text is a calendar day that exists. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && parses(() => Temporal.PlainDate.from(text));
}

/** Whether the text is a calendar month. */
export function isMonth(text: string): boolean {
  return /^\d{4}-\d{2}$/.test(text) && parses(() => Temporal.PlainYearMonth.from(text));
}

/** `[its first instant, the next month's)`. */
export function monthPeriod(month: Month, zone: Zone): Period {
  return daysPeriod(`${month}-01`, `${addMonths(month, 1)}-01`, zone);
}

/** From the start of one local day to the start of another, exclusive. */
export function daysPeriod(from: Day, to: Day, zone: Zone): Period {
  return { from: startOfDay(from, zone), to: startOfDay(to, zone) };
}

/** The days from one to another, the last exclusive. */
export function daysBetween(from: Day, to: Day): Day[] {
  const days: Day[] = [];
  for (let day = from; day < to; day = addDays(day, 1)) days.push(day);
  return days;
}

/** All days of a month. */
export function daysOfMonth(month: Month): Day[] {
  return daysBetween(`${month}-01`, `${addMonths(month, 1)}-01`);
}

/** The local days a period touches. */
export function daysOf({ from, to }: Period, zone: Zone): Day[] {
  return to <= from ? [] : daysBetween(dayOf(from, zone), addDays(dayOf(to - 1, zone), 1));
}

/** The weekday of a day, 1 Monday to 7 Sunday. */
export function weekdayOf(day: Day): number {
  return Temporal.PlainDate.from(day).dayOfWeek;
}

/** The ISO week of a day, `2026-W23`. */
export function isoWeek(day: Day): string {
  const date = Temporal.PlainDate.from(day);
  return `${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, "0")}`;
}

/** The starts of the local hours a period touches: whole hours on the zone's clock, so that a half-hour zone starts at :30 UTC. */
export function hourStarts({ from, to }: Period, zone: Zone): Instant[] {
  const starts: Instant[] = [];
  for (const [start, end] of localDays({ from, to }, zone)) {
    for (let hour = start; hour < end; hour = nextHour(hour, zone, end)) starts.push(hour);
  }
  return starts.filter((start, index) => start < to && (starts[index + 1] ?? Number.POSITIVE_INFINITY) > from);
}

/**
 * The sorted starts of the rollup's segments that a period touches: its local days, cut where a price, an alias or a rule starts inside one.
 * The first is the start of the day that holds `from`.
 */
export function segmentStarts(period: Period, zone: Zone, cuts: readonly Instant[]): Instant[] {
  const days = localDays(period, zone);
  const first = days[0]?.[0];
  const last = days.at(-1)?.[1];
  if (first === undefined || last === undefined) return [];
  const starts = new Set(days.map(([start]) => start));
  for (const cut of cuts) if (cut > first && cut < last) starts.add(cut);
  return [...starts].sort((a, b) => a - b);
}

/**
 * The instant of a wall-clock time: one that comes twice is the first, one that never happens moves forward by the gap.
 * Throws RangeError when there is no such date or time.
 */
export function instantOfLocal(local: string, zone: Zone): Instant {
  return Temporal.PlainDateTime.from(local, { overflow: "reject" }).toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds;
}

/** [start, end) of each local day a period touches. */
function localDays(period: Period, zone: Zone): [Instant, Instant][] {
  return daysOf(period, zone).map((day) => [startOfDay(day, zone), startOfDay(addDays(day, 1), zone)]);
}

function nextHour(hour: Instant, zone: Zone, dayEnd: Instant): Instant {
  // A change of offset inside an hour (Lord Howe moves by half an hour) ends the hour where the clock shows a new one.
  const shown = clockHour(hour, zone);
  let next = hour + quarterHour;
  while (next < dayEnd && clockHour(next, zone) === shown && next - hour < 4 * quarterHour) next += quarterHour;
  return Math.min(next, dayEnd);
}

function clockHour(instant: Instant, zone: Zone): number {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).hour;
}

function parses(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
