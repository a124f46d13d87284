import { z } from "zod";
import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { periodDetailJson } from "@/lib/closing/json";
import { monthClosing } from "@/lib/closing/queries";
import { monthOfAddress } from "@/lib/closing/schema";

/** A month with its check-list, its difference and its versions. */
export const GET = apiRoute("reports:export", async ({ access, params, url }) => {
  parseQuery(url, z.strictObject({}));
  return Response.json(periodDetailJson(await monthClosing(access, monthOfAddress(params.month))));
});
