import { apiRoute } from "@/lib/api/route";
import { now } from "@/lib/clock";
import { askedSpend } from "@/lib/spend/asked";
import { spendJson } from "@/lib/spend/json";
import { spend } from "@/lib/spend/queries";

/** Usage and its cost, grouped, with the total. */
export const GET = apiRoute("spend:see", async ({ access, url }) => {
  const { query, days } = askedSpend(url, access.timezone, now());
  return Response.json(spendJson(await spend(access, query), { timezone: access.timezone, ...days }));
});
