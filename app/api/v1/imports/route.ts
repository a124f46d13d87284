import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { imports } from "@/lib/imports/queries";
import { importJson } from "@/lib/imports/record";
import { importQuerySchema, importsQuerySchema } from "@/lib/imports/schema";
import { answerUpload } from "@/lib/imports/upload";

/** The imports, newest first. */
export const GET = apiRoute("imports:see", async ({ access, url }) => {
  const { items, nextCursor } = await imports(access, parseQuery(url, importsQuerySchema));
  return Response.json({ items: items.map(importJson), next_cursor: nextCursor });
});

/** Takes a file in. */
export const POST = apiRoute("imports:write", ({ access, request, url, requestId }) =>
  answerUpload(access, request, parseQuery(url, importQuerySchema), requestId),
);
