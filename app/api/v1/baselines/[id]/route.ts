import { z } from "zod";
import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { baselineJson } from "@/lib/pricing/baseline-json";
import { withdrawBaseline } from "@/lib/pricing/mutations";
import { rowIdOf } from "@/lib/row-id";

/** Withdraws a baseline; it stays in the history. */
export const DELETE = apiRoute("prices:write", async ({ access, params, url }) => {
  parseQuery(url, z.strictObject({}));
  const id = rowIdOf(params.id, "there is no such baseline");
  return Response.json(baselineJson(await withdrawBaseline(access, id)));
});
