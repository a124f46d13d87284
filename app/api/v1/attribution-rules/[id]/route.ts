import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { dryRunSchema } from "@/lib/api/wire";
import { attributionMovesJson, attributionRuleJson } from "@/lib/attribution/json";
import { withdrawRule } from "@/lib/attribution/mutations";
import { previewRules } from "@/lib/attribution/preview";
import { attributionHistory } from "@/lib/attribution/queries";
import { rowIdOf } from "@/lib/row-id";

/** Withdraws a rule; `dry_run=1` says what would move. */
export const DELETE = apiRoute("attribution:write", async ({ access, params, url }) => {
  const { dry_run: dryRun } = parseQuery(url, dryRunSchema);
  const id = rowIdOf(params.id, "there is no such rule");
  if (dryRun === "1") return Response.json(attributionMovesJson(await previewRules(access, { withdraw: id })));
  await withdrawRule(access, id);
  const rule = (await attributionHistory(access)).find((each) => each.id === id);
  return Response.json(rule && attributionRuleJson(rule));
});
