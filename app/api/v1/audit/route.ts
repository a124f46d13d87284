import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { filterOf } from "@/lib/audit/filter";
import { auditTrail } from "@/lib/audit/queries";
import { auditJson } from "@/lib/audit/record";
import { auditQuerySchema } from "@/lib/audit/schema";

/** The audit trail, newest first. */
export const GET = apiRoute("audit:see", async ({ access, url }) => {
  const { cursor, limit, ...query } = parseQuery(url, auditQuerySchema);
  const { items, nextCursor } = await auditTrail(access, {
    ...filterOf(query, access.timezone),
    ...(cursor && { cursor }),
    ...(limit && { limit }),
  });
  return Response.json({ items: items.map(auditJson), next_cursor: nextCursor });
});
