import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { noQuerySchema } from "@/lib/api/wire";
import { dueChargesJson, fixedChargeJson } from "@/lib/fixed-charges/json";
import { recordCharge } from "@/lib/fixed-charges/mutations";
import { dueIn, fixedCharges } from "@/lib/fixed-charges/queries";
import { chargesQuerySchema, newFixedChargeSchema } from "@/lib/fixed-charges/schema";

/** What is due in a month with its sums; without a month every line that there was, the latest recorded first. */
export const GET = apiRoute("finance:see", async ({ access, url }) => {
  const { month } = parseQuery(url, chargesQuerySchema);
  if (month) return Response.json(dueChargesJson(month, await dueIn(access, month)));
  return Response.json({ items: (await fixedCharges(access)).map(fixedChargeJson), next_cursor: null });
});

/** Records a fixed charge. */
export const POST = apiRoute("finance:write", async ({ access, request, url }) => {
  parseQuery(url, noQuerySchema);
  return Response.json(fixedChargeJson(await recordCharge(access, await parseJson(request, newFixedChargeSchema))), { status: 201 });
});
