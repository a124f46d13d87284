import { sessionRoute } from "@/lib/api/route";
import { importIdOf } from "@/lib/imports/path";
import { importById } from "@/lib/imports/queries";
import { importJson } from "@/lib/imports/record";

/** How an import goes on, for its page. */
export const GET = sessionRoute("imports:see", async ({ access, params }) => Response.json(importJson(await importById(access, importIdOf(params)))));
