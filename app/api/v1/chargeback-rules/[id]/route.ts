import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { noQuerySchema } from "@/lib/api/wire";
import { chargebackRuleJson } from "@/lib/chargeback/json";
import { withdrawChargebackRule } from "@/lib/chargeback/mutations";
import { ruleIdOf } from "@/lib/chargeback/schema";

/** Withdraws a rule; it stays in the history. */
export const DELETE = apiRoute("finance:write", async ({ access, params, url }) => {
  parseQuery(url, noQuerySchema);
  return Response.json(chargebackRuleJson(await withdrawChargebackRule(access, ruleIdOf(params.id))));
});
