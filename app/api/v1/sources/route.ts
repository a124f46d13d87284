import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { dryRunSchema } from "@/lib/api/wire";
import { now } from "@/lib/clock";
import { dayOf } from "@/lib/period";
import { sourceJson, standingEffectJson } from "@/lib/sources/json";
import { recordStanding } from "@/lib/sources/mutations";
import { previewStanding, sourceLines } from "@/lib/sources/overview";
import { standingSchema } from "@/lib/sources/schema";

/** Every source, by name. */
export const GET = apiRoute("attribution:see", async ({ access }) => {
  const lines = await sourceLines(access, dayOf(now(), access.timezone));
  return Response.json({ items: lines.map(sourceJson), next_cursor: null });
});

/** Says whether a source counts; `dry_run=1` answers the months it would change. */
export const PUT = apiRoute("attribution:write", async ({ access, request, url }) => {
  const { dry_run: dryRun } = parseQuery(url, dryRunSchema);
  const standing = await parseJson(request, standingSchema);
  if (dryRun === "1") return Response.json(standingEffectJson(await previewStanding(access, standing)));
  await recordStanding(access, standing);
  const line = (await sourceLines(access, dayOf(now(), access.timezone))).find(({ name }) => name === standing.source);
  return Response.json(line ? sourceJson(line) : null);
});
