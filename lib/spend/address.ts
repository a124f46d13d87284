import { asOfInstant } from "@/lib/api/wire";
import { addDays, addMonths, type Day, dayOf, type Instant, isDay, isoInstant, type Month, type Period, startOfDay, type Zone } from "@/lib/period";
import type { Filters } from "./dimension";

/** Values to keep and to leave out. */
export type Picked = { filters?: Filters; excluded?: Filters };

/** What was known when, as an address says it: the words for the address, and the instant. */
export type AsKnown = { text: string | null; asOf?: Instant };

/** Reads `as_of` of an address: an instant, or the end of a local day; anything else is today. */
export function asKnown(value: string | string[] | undefined, zone: Zone): AsKnown {
  const text = [value].flat()[0] ?? "";
  const isKnown = isDay(text) || (/^\d{4}-\d{2}-\d{2}T/.test(text) && Number.isFinite(Date.parse(text)));
  return isKnown ? { text, ...asOfInstant(text, zone) } : { text: null };
}

/** Where a cost of a month opens down to tokens × price. */
export function explainAddress(slug: string, month: Month, picked: Picked, asOf: string | null): string {
  return explainDaysAddress(slug, { from: `${month}-01`, to: `${addMonths(month, 1)}-01` }, picked, asOf);
}

/** Where the cost of one usage row opens. */
export function explainEventAddress(slug: string, { importId, line }: { importId: number; line: string }, asOf: string | null): string {
  return `/w/${slug}/spend/explain?${new URLSearchParams({ event: `${importId}.${line}`, ...(asOf !== null && { as_of: asOf }) })}`;
}

/** Where a cost of a stretch of time opens that may begin or end inside a day. */
export function explainPeriodAddress(slug: string, period: Period, zone: Zone, picked: Picked, asOf: string | null): string {
  const days = { from: dayOf(period.from, zone), to: addDays(dayOf(period.to - 1, zone), 1) };
  const since = startOfDay(days.from, zone) === period.from ? "" : `&since=${encodeURIComponent(isoInstant(period.from))}`;
  const until = startOfDay(days.to, zone) === period.to ? "" : `&until=${encodeURIComponent(isoInstant(period.to))}`;
  return explainDaysAddress(slug, days, picked, asOf) + since + until;
}

/** Where a cost of some days opens, from one to another, exclusive. */
export function explainDaysAddress(slug: string, days: { from: Day; to: Day }, { filters = {}, excluded = {} }: Picked, asOf: string | null): string {
  const query = new URLSearchParams({ from: days.from, to: days.to });
  for (const [prefix, picked] of [
    ["", filters],
    ["exclude_", excluded],
  ] as const) {
    for (const [dimension, values = []] of Object.entries(picked)) for (const value of values) query.append(prefix + dimension, value ?? "");
  }
  if (asOf !== null) query.set("as_of", asOf);
  return `/w/${slug}/spend/explain?${query}`;
}
