import { addDays, addMonths, type Day, daysBetween, isDay, isMonth, type Month } from "@/lib/period";

/** What a page looks at: whole local days, named as its address names it. `to` is exclusive. */
export type Range = { kind: "month" | "quarter" | "year" | "recent" | "span"; text: string; from: Day; to: Day };

const longestDays = 3700;

/** Stretches named by where they lie from today, so that an address that is kept goes on with the days. */
export const movingRanges = [
  "today",
  "yesterday",
  "last-7",
  "last-30",
  "last-90",
  "this-month",
  "last-month",
  "this-quarter",
  "last-quarter",
  "year-to-date",
  "last-year",
] as const;

/**
 * `2026-06`, `2026-Q2`, `2026`, `2026-06-01..2026-06-23` (both included), `last-28` (days up to today), `today`, `yesterday`, `this-month`, `last-month`,
 * `this-quarter`, `last-quarter`, `year-to-date` or `last-year`; null for anything else.
 */
export function parseRange(text: string, today: Day): Range | null {
  if (isMonth(text)) return monthRange(text);
  const moving = movingRange(text, today);
  if (moving) return { ...moving, text };
  const quarter = /^(\d{4})-Q([1-4])$/.exec(text);
  if (quarter) return months("quarter", text, `${quarter[1]}-${String(3 * Number(quarter[2]) - 2).padStart(2, "0")}`, 3);
  if (/^\d{4}$/.test(text)) return months("year", text, `${text}-01`, 12);
  const recent = /^last-(\d{1,3})$/.exec(text);
  if (recent && Number(recent[1]) > 0) return { kind: "recent", text, from: addDays(today, 1 - Number(recent[1])), to: addDays(today, 1) };
  const [from = "", last = "", more] = text.split("..");
  if (more !== undefined || !isDay(from) || !isDay(last) || last < from || daysBetween(from, last).length >= longestDays) return null;
  return spanRange(from, addDays(last, 1));
}

function movingRange(text: string, today: Day): Range | null {
  const month = today.slice(0, 7);
  const quarter = quarterOf(month);
  const day = (at: Day) => spanRange(at, addDays(at, 1));
  const known: Record<string, () => Range> = {
    today: () => day(today),
    yesterday: () => day(addDays(today, -1)),
    "this-month": () => monthRange(month),
    "last-month": () => monthRange(addMonths(month, -1)),
    "this-quarter": () => quarter,
    "last-quarter": () => neighbour(quarter, -1),
    "year-to-date": () => spanRange(`${today.slice(0, 4)}-01-01`, addDays(today, 1)),
    "last-year": () => months("year", "", addMonths(`${today.slice(0, 4)}-01`, -12), 12),
  };
  return Object.hasOwn(known, text) ? (known[text]?.() ?? null) : null;
}

function quarterOf(month: Month): Range {
  return months("quarter", "", addMonths(month, -((Number(month.slice(5)) - 1) % 3)), 3);
}

export function monthRange(month: string): Range {
  return months("month", month, month, 1);
}

/** From one day to another, exclusive. */
export function spanRange(from: Day, to: Day): Range {
  return { kind: "span", text: `${from}..${addDays(to, -1)}`, from, to };
}

/** The stretch of the same kind and length that ends where this one begins, or begins where it ends. */
export function neighbour({ kind, from, to }: Range, direction: -1 | 1): Range {
  const length = { month: 1, quarter: 3, year: 12 }[kind as string];
  if (length === undefined) {
    const days = daysBetween(from, to).length;
    return spanRange(addDays(from, direction * days), addDays(to, direction * days));
  }
  const start = addMonths(from.slice(0, 7), direction * length);
  const text = { month: start, quarter: `${start.slice(0, 4)}-Q${Math.ceil(Number(start.slice(5)) / 3)}`, year: start.slice(0, 4) }[kind as "month"];
  return months(kind, text, start, length);
}

function months(kind: Range["kind"], text: string, start: string, count: number): Range {
  return { kind, text, from: `${start}-01`, to: `${addMonths(start, count)}-01` };
}
