import { z } from "zod";
import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { dryRunSchema, periodOf } from "@/lib/api/wire";
import { now } from "@/lib/clock";
import { scenarioJson, scenarioResultJson } from "@/lib/scenarios/json";
import { saveScenario } from "@/lib/scenarios/mutations";
import { keptScenario, scenarioForecast, scenarioResult, scenarios } from "@/lib/scenarios/queries";
import { newScenarioSchema, periodQueryShape } from "@/lib/scenarios/schema";

/** The scenarios that are kept, the latest first. */
export const GET = apiRoute("spend:see", async ({ access, url }) => {
  parseQuery(url, z.strictObject({}));
  return Response.json({ items: (await scenarios(access)).map(scenarioJson), next_cursor: null });
});

/** Keeps a scenario; `dry_run=1` says what would come of it, and keeps nothing. */
export const POST = apiRoute("scenarios:write", async ({ access, request, url }) => {
  const { dry_run: isDryRun, ...query } = parseQuery(url, dryRunSchema.extend(periodQueryShape));
  const given = await parseJson(request, newScenarioSchema);
  if (isDryRun !== "1")
    return Response.json(scenarioJson(await keptScenario(access, await saveScenario({ access, mayShare: true }, given))), { status: 201 });
  const { days, ...period } = periodOf(query, access.timezone, now());
  const result = await scenarioResult(access, given.move, { period });
  return Response.json(scenarioResultJson(result, await scenarioForecast(access, given.move), { timezone: access.timezone, ...days }));
});
