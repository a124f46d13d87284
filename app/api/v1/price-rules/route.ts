import { z } from "zod";
import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { dryRunSchema } from "@/lib/api/wire";
import { recordedRules } from "@/lib/pricing/queries";
import { effectJson, ruleJson } from "@/lib/repricing/json";
import { recordRules, tryRules } from "@/lib/repricing/mutations";
import { newRuleSchema } from "@/lib/repricing/schema";

/** Every rule of the workspace, the latest recorded first; withdrawn ones too. */
export const GET = apiRoute("models:see", async ({ access, url }) => {
  parseQuery(url, z.strictObject({}));
  return Response.json({ items: (await recordedRules(access.workspaceId)).toReversed().map(ruleJson), next_cursor: null });
});

/** Appends a rule; `dry_run=1` says what it would do to all history instead, and writes nothing. */
export const POST = apiRoute("prices:write", async ({ access, request, url }) => {
  const { dry_run: isDryRun } = parseQuery(url, dryRunSchema);
  const rule = await parseJson(request, newRuleSchema);
  if (isDryRun === "1") return Response.json(effectJson(await tryRules(access, [rule])));
  const [recorded] = await recordRules(access, [rule]);
  return Response.json(recorded && ruleJson(recorded), { status: 201 });
});
