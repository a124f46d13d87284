import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { asOfInstant, filtersOf, periodOf, repeatable } from "@/lib/api/wire";
import { now } from "@/lib/clock";
import { savingsByModelJson } from "@/lib/savings/json";
import { savingsByModel } from "@/lib/savings/queries";
import { savingsByModelQuerySchema } from "@/lib/savings/schema";

/** What the same usage would have cost on every model of the book. */
export const GET = apiRoute("spend:see", async ({ access, url }) => {
  const { k_in: kIn, k_out: kOut, ...query } = parseQuery(url, savingsByModelQuerySchema, repeatable);
  const { days, ...period } = periodOf(query, access.timezone, now());
  const models = await savingsByModel(access, {
    period,
    ...filtersOf(query),
    ...asOfInstant(query.as_of, access.timezone),
    used: { in: kIn, out: kOut },
  });
  return Response.json(savingsByModelJson(models, { timezone: access.timezone, ...days }));
});
