import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { asOfInstant, filtersOf, periodOf, repeatable } from "@/lib/api/wire";
import { now } from "@/lib/clock";
import { spendJson } from "@/lib/spend/json";
import { spend } from "@/lib/spend/queries";
import { spendQuerySchema } from "@/lib/spend/schema";

/** Usage and its cost, grouped, with the total. */
export const GET = apiRoute("spend:see", async ({ access, url }) => {
  const query = parseQuery(url, spendQuerySchema, repeatable);
  const { days, ...period } = periodOf(query, access.timezone, now());
  const asked = { period, ...filtersOf(query), ...asOfInstant(query.as_of, access.timezone) };
  const found = await spend(access, {
    ...asked,
    ...(query.granularity && { granularity: query.granularity }),
    ...(query.group_by && { groupBy: query.group_by }),
  });
  return Response.json(spendJson(found, { timezone: access.timezone, ...days }));
});
