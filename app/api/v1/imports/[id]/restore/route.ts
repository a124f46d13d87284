import { apiRoute } from "@/lib/api/route";
import { restoreImport } from "@/lib/imports/mutations";
import { importIdOf } from "@/lib/imports/path";
import { importJson } from "@/lib/imports/record";

/** Brings an undone import back. */
export const POST = apiRoute("imports:write", async ({ access, params }) =>
  Response.json(importJson(await restoreImport(access, importIdOf(params)))),
);
