import { parseQuery } from "@/lib/api/parse";
import { sessionRoute } from "@/lib/api/route";
import { standingDownload } from "@/lib/closing/download";
import { reportQuerySchema } from "@/lib/reports/schema";

/** The report that a page shows, as a file. */
export const GET = sessionRoute("reports:export", async ({ access, request, url, params }) =>
  standingDownload(access, params.file ?? "", parseQuery(url, reportQuerySchema), request.signal),
);
