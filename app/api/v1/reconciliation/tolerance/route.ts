import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { noQuerySchema } from "@/lib/api/wire";
import { setTolerance } from "@/lib/reconciliation/notes";
import { toleranceSchema } from "@/lib/reconciliation/schema";

/** How far the two sides may be apart and still match. */
export const PUT = apiRoute("finance:write", async ({ access, request, url }) => {
  parseQuery(url, noQuerySchema);
  const tolerance = await parseJson(request, toleranceSchema);
  await setTolerance(access, tolerance);
  return Response.json(tolerance);
});
