import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { dryRunSchema } from "@/lib/api/wire";
import { effectJson, ruleJson } from "@/lib/repricing/json";
import { tryWithdrawal, withdrawRule } from "@/lib/repricing/mutations";
import { ruleIdOf } from "@/lib/repricing/schema";

/** Withdraws a rule; `dry_run=1` says what that would do to all history instead, and writes nothing. */
export const DELETE = apiRoute("prices:write", async ({ access, params, url }) => {
  const { dry_run: isDryRun } = parseQuery(url, dryRunSchema);
  const id = ruleIdOf(params.id);
  if (isDryRun === "1") return Response.json(effectJson(await tryWithdrawal(access, id)));
  return Response.json(ruleJson(await withdrawRule(access, id)));
});
