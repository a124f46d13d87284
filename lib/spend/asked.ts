import "server-only";
import type { Access } from "@/lib/access";
import { parseQuery } from "@/lib/api/parse";
import { asOfInstant, filtersOf, periodOf, repeatable } from "@/lib/api/wire";
import { type Day, dayOf, type Instant, type Month, monthOf, type Zone } from "@/lib/period";
import { type AsKnown, asKnown } from "./address";
import type { SpendQuery } from "./queries";
import { spendQuerySchema } from "./schema";
import { monthsWithUsage, openingMonth } from "./span";
import { parseView, type SpendView } from "./view";

/** What the address of a call asks of spend, or of anything told by the same parameters, and the days it names. Throws `invalid_input`. */
export function askedSpend(url: URL, zone: Zone, at: Instant): { query: SpendQuery; days: { from: Day; to: Day } } {
  const asked = parseQuery(url, spendQuerySchema, repeatable);
  const { days, ...period } = periodOf(asked, zone, at);
  const query: SpendQuery = {
    period,
    ...filtersOf(asked),
    ...asOfInstant(asked.as_of, zone),
    ...(asked.granularity && { granularity: asked.granularity }),
    ...(asked.group_by && { groupBy: asked.group_by }),
  };
  return { query, days };
}

/** What the address of a page asks, and what the page may offer. */
export type AskedView = {
  view: SpendView;
  /** With usage, oldest first. */
  months: Month[];
  known: AsKnown;
  picked: Pick<SpendQuery, "filters" | "excluded" | "asOf">;
  at: Instant;
};

/** Reads the address of a page; what is missing or makes no sense is the default. */
export async function askedView(access: Access, parameters: Record<string, string | string[] | undefined>, at: Instant): Promise<AskedView> {
  const { timezone } = access;
  const months = await monthsWithUsage(access);
  const view = parseView(parameters, { month: openingMonth(months, monthOf(at, timezone)), today: dayOf(at, timezone) });
  const known = asKnown(parameters.as_of, timezone);
  const picked = { filters: view.filters, excluded: view.excluded, ...(known.asOf !== undefined && { asOf: known.asOf }) };
  return { view, months, known, picked, at };
}
