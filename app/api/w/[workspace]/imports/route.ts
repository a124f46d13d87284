import { parseQuery } from "@/lib/api/parse";
import { sessionRoute } from "@/lib/api/route";
import { importQuerySchema } from "@/lib/imports/schema";
import { answerUpload } from "@/lib/imports/upload";

/** Uploads from our own pages. Under /api, because a proxy would cut their bodies. */
export const POST = sessionRoute("imports:write", ({ access, request, url, requestId }) =>
  answerUpload(access, request, parseQuery(url, importQuerySchema), requestId),
);
