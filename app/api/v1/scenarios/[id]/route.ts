import { z } from "zod";
import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { periodOf } from "@/lib/api/wire";
import { now } from "@/lib/clock";
import { scenarioJson, scenarioResultJson } from "@/lib/scenarios/json";
import { deleteScenario } from "@/lib/scenarios/mutations";
import { keptScenario, scenarioForecast, scenarioResult } from "@/lib/scenarios/queries";
import { periodQueryShape, scenarioIdOf } from "@/lib/scenarios/schema";

/** A scenario with what it would have made of a period. */
export const GET = apiRoute("spend:see", async ({ access, params, url }) => {
  const query = parseQuery(url, z.strictObject(periodQueryShape));
  const kept = await keptScenario(access, scenarioIdOf(params.id));
  const { days, ...period } = periodOf(query, access.timezone, now());
  const result = await scenarioResult(access, kept.scenario, { period });
  const forecast = await scenarioForecast(access, kept.scenario);
  return Response.json({ ...scenarioJson(kept), result: scenarioResultJson(result, forecast, { timezone: access.timezone, ...days }) });
});

/** Takes a scenario away; it can be restored. */
export const DELETE = apiRoute("scenarios:write", async ({ access, params, url }) => {
  parseQuery(url, z.strictObject({}));
  const kept = await keptScenario(access, scenarioIdOf(params.id));
  await deleteScenario({ access, mayShare: true }, kept.id);
  return Response.json(scenarioJson(kept));
});
