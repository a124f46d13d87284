import { z } from "zod";
import { parseQuery } from "@/lib/api/parse";
import { sessionRoute } from "@/lib/api/route";
import { Refusal } from "@/lib/errors";
import { currentLocale } from "@/lib/i18n/current";
import { placesFor } from "@/lib/places/queries";
import { searchSchema } from "@/lib/places/schema";
import { currentPerson, membershipOf } from "@/lib/session";

const schema = z.strictObject({ q: searchSchema });

/** Where a search may lead, for the palette. */
export const GET = sessionRoute("spend:see", async ({ url, params }) => {
  const { q } = parseQuery(url, schema);
  const person = await currentPerson();
  const entered = person && (await membershipOf(person, params.workspace ?? ""));
  if (!entered) throw new Refusal("not_found", "there is no such workspace");
  return Response.json({ items: await placesFor({ ...entered, locale: await currentLocale() }, q) });
});
