import { parseQuery } from "@/lib/api/parse";
import { asOfInstant, filtersOf, periodOf, repeatable } from "@/lib/api/wire";
import type { Day, Instant, Zone } from "@/lib/period";
import type { SpendQuery } from "./queries";
import { spendQuerySchema } from "./schema";

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
