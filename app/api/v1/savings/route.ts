import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { asOfInstant, filtersOf, periodOf, repeatable } from "@/lib/api/wire";
import { now } from "@/lib/clock";
import { savingsJson } from "@/lib/savings/json";
import { savings } from "@/lib/savings/queries";
import { savingsQuerySchema } from "@/lib/savings/schema";

/** What was saved, in three lines that are never added up. */
export const GET = apiRoute("spend:see", async ({ access, url }) => {
  const { granularity, group_by: groupBy, baseline, k_in: kIn, k_out: kOut, ...query } = parseQuery(url, savingsQuerySchema, repeatable);
  const { days, ...period } = periodOf(query, access.timezone, now());
  const found = await savings(access, {
    period,
    ...filtersOf(query),
    ...asOfInstant(query.as_of, access.timezone),
    ...(granularity && { granularity }),
    ...(groupBy && { groupBy }),
    ...(baseline && { baseline }),
    used: { in: kIn, out: kOut },
  });
  return Response.json(savingsJson(found, { timezone: access.timezone, ...days }));
});
