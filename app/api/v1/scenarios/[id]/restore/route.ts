import { z } from "zod";
import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { scenarioJson } from "@/lib/scenarios/json";
import { restoreScenario } from "@/lib/scenarios/mutations";
import { keptScenario } from "@/lib/scenarios/queries";
import { scenarioIdOf } from "@/lib/scenarios/schema";

/** Brings a scenario back that was taken away. */
export const POST = apiRoute("scenarios:write", async ({ access, params, url }) => {
  parseQuery(url, z.strictObject({}));
  const id = scenarioIdOf(params.id);
  await restoreScenario({ access, mayShare: true }, id);
  return Response.json(scenarioJson(await keptScenario(access, id)));
});
