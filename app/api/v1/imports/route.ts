import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { acceptedLocale } from "@/lib/i18n/locale";
import { failureIn } from "@/lib/imports/failure-words";
import { imports } from "@/lib/imports/queries";
import { importJson } from "@/lib/imports/record";
import { importQuerySchema, importsQuerySchema } from "@/lib/imports/schema";
import { answerUpload } from "@/lib/imports/upload";

/** The imports, newest first. */
export const GET = apiRoute("imports:see", async ({ access, request, url }) => {
  const { items, nextCursor } = await imports(access, parseQuery(url, importsQuerySchema));
  const locale = acceptedLocale(request.headers.get("accept-language"));
  return Response.json({ items: items.map((item) => importJson(failureIn(locale, item))), next_cursor: nextCursor });
});

/** Takes a file in. */
export const POST = apiRoute("imports:write", ({ access, request, url, requestId }) =>
  answerUpload(access, request, parseQuery(url, importQuerySchema), requestId),
);
