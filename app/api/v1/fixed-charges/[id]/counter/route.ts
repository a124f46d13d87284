import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { noQuerySchema } from "@/lib/api/wire";
import { fixedChargeJson } from "@/lib/fixed-charges/json";
import { counterCharge } from "@/lib/fixed-charges/mutations";
import { chargeById } from "@/lib/fixed-charges/queries";
import { chargeIdOf, counterSchema } from "@/lib/fixed-charges/schema";

/** Takes a fixed charge back by another line, dated on a day. */
export const POST = apiRoute("finance:write", async ({ access, request, params, url }) => {
  parseQuery(url, noQuerySchema);
  const { id } = await chargeById(access, chargeIdOf(params.id)); // what is not there is not told apart by its input
  const counter = await parseJson(request, counterSchema);
  return Response.json(fixedChargeJson(await counterCharge(access, id, counter)), { status: 201 });
});
