import { apiRoute } from "@/lib/api/route";
import { acceptedLocale } from "@/lib/i18n/locale";
import { failureIn } from "@/lib/imports/failure-words";
import { cancelImport, undoImport } from "@/lib/imports/mutations";
import { importIdOf } from "@/lib/imports/path";
import { importById } from "@/lib/imports/queries";
import { importJson } from "@/lib/imports/record";

/** One import. */
export const GET = apiRoute("imports:see", async ({ access, request, params }) =>
  Response.json(importJson(failureIn(acceptedLocale(request.headers.get("accept-language")), await importById(access, importIdOf(params))))),
);

/** Undoes an import; cancels one that is under way. */
export const DELETE = apiRoute("imports:write", async ({ access, params }) => {
  const id = importIdOf(params);
  return Response.json(importJson((await cancelImport(access, id)) ?? (await undoImport(access, id))));
});
