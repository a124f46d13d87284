import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { dryRunSchema, noQuerySchema } from "@/lib/api/wire";
import { chargebackMovesJson, chargebackRuleJson } from "@/lib/chargeback/json";
import { recordChargebackRule } from "@/lib/chargeback/mutations";
import { previewChargeback } from "@/lib/chargeback/preview";
import { chargebackHistory } from "@/lib/chargeback/queries";
import { newChargebackRuleSchema } from "@/lib/chargeback/schema";

/** Every rule there was, the latest recorded first. */
export const GET = apiRoute("finance:see", async ({ access, url }) => {
  parseQuery(url, noQuerySchema);
  return Response.json({ items: (await chargebackHistory(access)).map(chargebackRuleJson), next_cursor: null });
});

/** Records a rule; `dry_run=1` says what would be charged elsewhere. */
export const POST = apiRoute("finance:write", async ({ access, request, url }) => {
  const { dry_run: dryRun } = parseQuery(url, dryRunSchema);
  const rule = await parseJson(request, newChargebackRuleSchema);
  if (dryRun === "1") return Response.json(chargebackMovesJson(await previewChargeback(access, { add: rule })));
  return Response.json(chargebackRuleJson(await recordChargebackRule(access, rule)), { status: 201 });
});
