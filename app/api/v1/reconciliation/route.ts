import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { now } from "@/lib/clock";
import { monthOf } from "@/lib/period";
import { reconciliationJson } from "@/lib/reconciliation/json";
import { reconciliation } from "@/lib/reconciliation/queries";
import { reconciliationQuerySchema } from "@/lib/reconciliation/schema";

/** What providers bill for a month against what its usage costs, with the causes of each difference. */
export const GET = apiRoute("reconciliation:see", async ({ access, url }) => {
  const { month = monthOf(now(), access.timezone) } = parseQuery(url, reconciliationQuerySchema);
  return Response.json(reconciliationJson(await reconciliation(access, month)));
});
