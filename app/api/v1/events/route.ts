import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { asOfInstant, filtersOf, periodOf, repeatable } from "@/lib/api/wire";
import { now } from "@/lib/clock";
import { isoInstant } from "@/lib/period";
import { keptFrom } from "@/lib/retention/queries";
import { events } from "@/lib/spend/events";
import { eventJson } from "@/lib/spend/json";
import { eventsQuerySchema } from "@/lib/spend/schema";

/** Single usage rows, newest first, each with its cost and price. */
export const GET = apiRoute("spend:see", async ({ access, url }) => {
  const { cursor, limit, ...query } = parseQuery(url, eventsQuerySchema, repeatable);
  const { days: _days, ...period } = periodOf(query, access.timezone, now());
  const asked = {
    period,
    ...filtersOf(query),
    ...asOfInstant(query.as_of, access.timezone),
    ...(cursor && { cursor }),
    ...(limit && { limit }),
  };
  const [{ items, nextCursor }, kept] = await Promise.all([events(access, asked), keptFrom(access)]);
  return Response.json({ items: items.map(eventJson), next_cursor: nextCursor, kept_from: kept === null ? null : isoInstant(kept) });
});
