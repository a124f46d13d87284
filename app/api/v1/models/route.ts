import { z } from "zod";
import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { now } from "@/lib/clock";
import { entries } from "@/lib/pricing/entry";
import { modelJson } from "@/lib/pricing/json";
import { pricesKnown } from "@/lib/spend/queries";

/** The price book, with what this workspace pays. */
export const GET = apiRoute("models:see", async ({ access, url }) => {
  parseQuery(url, z.strictObject({}));
  const { book, rules } = await pricesKnown(access);
  return Response.json({ items: entries(book, rules, now()).map(modelJson), next_cursor: null });
});
