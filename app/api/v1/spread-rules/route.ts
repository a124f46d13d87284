import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { noQuerySchema } from "@/lib/api/wire";
import { spreadRuleJson } from "@/lib/chargeback/json";
import { recordSpreadRule } from "@/lib/chargeback/mutations";
import { spreadHistory } from "@/lib/chargeback/queries";
import { newSpreadRuleSchema } from "@/lib/chargeback/schema";

/** Every rule of spreading there was, the latest recorded first. */
export const GET = apiRoute("finance:see", async ({ access, url }) => {
  parseQuery(url, noQuerySchema);
  return Response.json({ items: (await spreadHistory(access)).map(spreadRuleJson), next_cursor: null });
});

/** Records how a pool is spread. */
export const POST = apiRoute("finance:write", async ({ access, request, url }) => {
  parseQuery(url, noQuerySchema);
  return Response.json(spreadRuleJson(await recordSpreadRule(access, await parseJson(request, newSpreadRuleSchema))), { status: 201 });
});
