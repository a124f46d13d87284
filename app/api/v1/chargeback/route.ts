import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { statementJson } from "@/lib/chargeback/json";
import { chargeback } from "@/lib/chargeback/queries";
import { chargebackQuerySchema } from "@/lib/chargeback/schema";
import { now } from "@/lib/clock";
import { monthOf } from "@/lib/period";

/** Whom a month is charged to. */
export const GET = apiRoute("finance:see", async ({ access, url }) => {
  const { month = monthOf(now(), access.timezone) } = parseQuery(url, chargebackQuerySchema);
  return Response.json(statementJson(await chargeback(access, month)));
});
