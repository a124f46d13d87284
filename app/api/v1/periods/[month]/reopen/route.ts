import { z } from "zod";
import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { periodDetailJson } from "@/lib/closing/json";
import { reopenMonth } from "@/lib/closing/mutations";
import { monthClosing } from "@/lib/closing/queries";
import { monthOfAddress, reopenSchema } from "@/lib/closing/schema";

/** Opens the latest closed month again, with a reason; what it was closed with stays. */
export const POST = apiRoute("periods:reopen", async ({ access, params, request, url }) => {
  parseQuery(url, z.strictObject({}));
  const month = monthOfAddress(params.month);
  const { reason } = await parseJson(request, reopenSchema);
  await reopenMonth(access, month, reason);
  return Response.json(periodDetailJson(await monthClosing(access, month)));
});
