import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { noQuerySchema } from "@/lib/api/wire";
import { fixedChargeJson } from "@/lib/fixed-charges/json";
import { withdrawCharge } from "@/lib/fixed-charges/mutations";
import { chargeIdOf } from "@/lib/fixed-charges/schema";

/** Withdraws a fixed charge, as if it had never been; it stays in the list. */
export const DELETE = apiRoute("finance:write", async ({ access, params, url }) => {
  parseQuery(url, noQuerySchema);
  return Response.json(fixedChargeJson(await withdrawCharge(access, chargeIdOf(params.id))));
});
