import { parseQuery, withBody } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { Refusal } from "@/lib/errors";
import { recordedRows } from "@/lib/recording/body";
import { recordUsage } from "@/lib/recording/mutations";
import { usageQuerySchema } from "@/lib/recording/schema";

/** Records usage; the answer means it is committed. */
export const POST = apiRoute("usage:write", async ({ access, request, url }) => {
  const defaults = parseQuery(url, usageQuerySchema);
  return withBody(request, async (body) => {
    const { rows, isSingle } = recordedRows(body.toString("utf8"), request.headers.get("content-type") ?? "");
    const idempotencyKey = request.headers.get("idempotency-key");
    const { withoutId, ...recorded } = await recordUsage(access, rows, { defaults, ...(idempotencyKey && { idempotencyKey }) });
    const [rejected] = recorded.rejected;
    if (isSingle && rejected)
      throw new Refusal("row_rejected", rejected.detail, { errors: [{ path: "", code: rejected.code, detail: rejected.detail }] });
    return Response.json({ ...recorded, without_id: withoutId });
  });
});
