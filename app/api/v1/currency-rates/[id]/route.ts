import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { noQuerySchema } from "@/lib/api/wire";
import { rateSourceJson } from "@/lib/currency/json";
import { withdrawRates } from "@/lib/currency/mutations";
import { rateSourceIdOf } from "@/lib/currency/schema";

/** Withdraws rates that were recorded together; they stay in the history. */
export const DELETE = apiRoute("finance:write", async ({ access, params, url }) => {
  parseQuery(url, noQuerySchema);
  return Response.json(rateSourceJson(await withdrawRates(access, rateSourceIdOf(params.id))));
});
