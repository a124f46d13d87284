import { z } from "zod";
import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { Refusal } from "@/lib/errors";
import { baselineJson } from "@/lib/pricing/baseline-json";
import { withdrawBaseline } from "@/lib/pricing/mutations";
import { baselineIdSchema } from "@/lib/savings/schema";

/** Withdraws a baseline; it stays in the history. */
export const DELETE = apiRoute("prices:write", async ({ access, params, url }) => {
  parseQuery(url, z.strictObject({}));
  const id = baselineIdSchema.safeParse(params.id);
  if (!id.success) throw new Refusal("not_found", "there is no such baseline");
  return Response.json(baselineJson(await withdrawBaseline(access, id.data)));
});
