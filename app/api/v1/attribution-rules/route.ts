import { limitedText, parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { dryRunSchema } from "@/lib/api/wire";
import { attributionMovesJson, attributionRuleJson } from "@/lib/attribution/json";
import { recordRules } from "@/lib/attribution/mutations";
import { previewRules } from "@/lib/attribution/preview";
import { attributionHistory } from "@/lib/attribution/queries";
import { newAttributionRuleSchema } from "@/lib/attribution/schema";
import { rulesOfTable } from "@/lib/attribution/table";

/** Every rule there was, the latest recorded first. */
export const GET = apiRoute("attribution:see", async ({ access }) => {
  const rules = await attributionHistory(access);
  return Response.json({ items: rules.map(attributionRuleJson), next_cursor: null });
});

/** Records a rule, or a CSV of them, all or none; `dry_run=1` says what would move. */
export const POST = apiRoute("attribution:write", async ({ access, request, url }) => {
  const { dry_run: dryRun } = parseQuery(url, dryRunSchema);
  const isTable = request.headers.get("content-type")?.startsWith("text/csv") ?? false;
  const rules = isTable ? rulesOfTable(await limitedText(request)) : [await parseJson(request, newAttributionRuleSchema)];
  if (dryRun === "1") return Response.json(attributionMovesJson(await previewRules(access, { add: rules })));
  const { ids, added } = await recordRules(access, rules);
  const recorded = new Map((await attributionHistory(access)).map((rule) => [rule.id, rule]));
  const items = ids.flatMap((id) => recorded.get(id) ?? []).map(attributionRuleJson);
  return Response.json({ items, next_cursor: null }, { status: added ? 201 : 200 });
});
