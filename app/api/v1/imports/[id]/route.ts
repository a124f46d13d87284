import { apiRoute } from "@/lib/api/route";
import { undoImport } from "@/lib/imports/mutations";
import { importIdOf } from "@/lib/imports/path";
import { importById } from "@/lib/imports/queries";
import { importJson } from "@/lib/imports/record";

/** One import. */
export const GET = apiRoute("imports:see", async ({ access, params }) => Response.json(importJson(await importById(access, importIdOf(params)))));

/** Undoes an import. */
export const DELETE = apiRoute("imports:write", async ({ access, params }) =>
  Response.json(importJson(await undoImport(access, importIdOf(params)))),
);
