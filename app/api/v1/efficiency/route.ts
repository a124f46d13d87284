import { apiRoute } from "@/lib/api/route";
import { now } from "@/lib/clock";
import { efficiencyJson } from "@/lib/efficiency/json";
import { efficiency } from "@/lib/efficiency/queries";
import { askedSpend } from "@/lib/spend/asked";

/** How well the money was spent: cost per request, user and output, cache, batch and mix, grouped, with the total. */
export const GET = apiRoute("spend:see", async ({ access, url }) => {
  const { query, days } = askedSpend(url, access.timezone, now());
  return Response.json(efficiencyJson(await efficiency(access, query), { timezone: access.timezone, ...days }));
});
