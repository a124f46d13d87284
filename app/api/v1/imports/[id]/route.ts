import { apiRoute } from "@/lib/api/route";
import { cancelImport, undoImport } from "@/lib/imports/mutations";
import { importIdOf } from "@/lib/imports/path";
import { importById } from "@/lib/imports/queries";
import { importJson } from "@/lib/imports/record";

/** One import. */
export const GET = apiRoute("imports:see", async ({ access, params }) => Response.json(importJson(await importById(access, importIdOf(params)))));

/** Undoes an import; cancels one that is under way. */
export const DELETE = apiRoute("imports:write", async ({ access, params }) => {
  const id = importIdOf(params);
  return Response.json(importJson((await cancelImport(access, id)) ?? (await undoImport(access, id))));
});
