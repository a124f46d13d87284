import { z } from "zod";
import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { periodDetailJson } from "@/lib/closing/json";
import { closeMonth } from "@/lib/closing/mutations";
import { monthClosing } from "@/lib/closing/queries";
import { closeSchema, monthOfAddress } from "@/lib/closing/schema";

/** Closes a month; one that is closed stays as it is, so that this may be sent again. */
export const POST = apiRoute("periods:close", async ({ access, params, request, url }) => {
  parseQuery(url, z.strictObject({}));
  const month = monthOfAddress(params.month);
  const { acknowledge } = hasBody(request) ? await parseJson(request, closeSchema) : {};
  await closeMonth(access, month, acknowledge ?? "all");
  return Response.json(periodDetailJson(await monthClosing(access, month)));
});

function hasBody({ headers }: Request): boolean {
  return headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0;
}
