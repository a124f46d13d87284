import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { noQuerySchema } from "@/lib/api/wire";
import { fixedChargeJson } from "@/lib/fixed-charges/json";
import { endCharge } from "@/lib/fixed-charges/mutations";
import { chargeById } from "@/lib/fixed-charges/queries";
import { chargeIdOf, endSchema } from "@/lib/fixed-charges/schema";

/** Gives a monthly charge without an end its last day. */
export const POST = apiRoute("finance:write", async ({ access, request, params, url }) => {
  parseQuery(url, noQuerySchema);
  const { id } = await chargeById(access, chargeIdOf(params.id)); // what is not there is not told apart by its input
  const { on } = await parseJson(request, endSchema);
  return Response.json(fixedChargeJson(await endCharge(access, id, on)));
});
