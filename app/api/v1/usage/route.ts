import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { limitedText, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { Refusal } from "@/lib/errors";
import { recordUsage } from "@/lib/usage/mutations";
import { recordedRows } from "@/lib/usage/recorded";
import { usageQuerySchema } from "@/lib/usage/schema";

/** Records usage; the answer means it is committed. */
export const POST = apiRoute("usage:write", async ({ access, request, url }) => {
  const { source } = parseQuery(url, usageQuerySchema);
  const isPacked = request.headers.get("content-encoding") === "gzip";
  const body = isPacked && request.body ? Readable.fromWeb(request.body as never).pipe(createGunzip()) : request.body;
  const text = await limitedText(request, body).catch((error) => {
    if (error instanceof Refusal) throw error;
    throw new Refusal("unparseable", "the body could not be unpacked; send gzip with content-encoding: gzip");
  });
  const { rows, isSingle } = recordedRows(text, request.headers.get("content-type") ?? "");
  const idempotencyKey = request.headers.get("idempotency-key");
  const { withoutId, ...recorded } = await recordUsage(access, rows, { ...(source && { source }), ...(idempotencyKey && { idempotencyKey }) });
  const [rejected] = recorded.rejected;
  if (isSingle && rejected)
    throw new Refusal("row_rejected", rejected.detail, { errors: [{ path: "", code: rejected.code, detail: rejected.detail }] });
  return Response.json({ ...recorded, without_id: withoutId });
});
