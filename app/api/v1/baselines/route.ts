import { z } from "zod";
import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { baselineJson } from "@/lib/pricing/baseline-json";
import { recordBaseline } from "@/lib/pricing/mutations";
import { visibleBaselines } from "@/lib/pricing/queries";
import { newBaselineSchema } from "@/lib/savings/schema";

/** Every baseline that there was, the latest recorded first; withdrawn ones too. */
export const GET = apiRoute("spend:see", async ({ access, url }) => {
  parseQuery(url, z.strictObject({}));
  return Response.json({ items: (await visibleBaselines(access)).toReversed().map(baselineJson), next_cursor: null });
});

/** Names a baseline. */
export const POST = apiRoute("prices:write", async ({ access, request, url }) => {
  parseQuery(url, z.strictObject({}));
  return Response.json(baselineJson(await recordBaseline(access, await parseJson(request, newBaselineSchema))), { status: 201 });
});
