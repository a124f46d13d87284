import { z } from "zod";
import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { periodJson } from "@/lib/closing/json";
import { monthStatuses } from "@/lib/closing/queries";

/** Every month with usage, and whether it is closed. */
export const GET = apiRoute("spend:see", async ({ access, url }) => {
  parseQuery(url, z.strictObject({}));
  return Response.json({ items: (await monthStatuses(access)).map(periodJson), next_cursor: null });
});
