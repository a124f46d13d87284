import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { noQuerySchema } from "@/lib/api/wire";
import { spreadRuleJson } from "@/lib/chargeback/json";
import { withdrawSpreadRule } from "@/lib/chargeback/mutations";
import { ruleIdOf } from "@/lib/chargeback/schema";

/** Withdraws a rule of spreading; it stays in the history. */
export const DELETE = apiRoute("finance:write", async ({ access, params, url }) => {
  parseQuery(url, noQuerySchema);
  return Response.json(spreadRuleJson(await withdrawSpreadRule(access, ruleIdOf(params.id))));
});
