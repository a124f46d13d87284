import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { standingDownload } from "@/lib/closing/download";
import { reportQuerySchema } from "@/lib/reports/schema";

/** The report of a month: `/api/v1/reports/2026-06.csv`. */
export const GET = apiRoute("reports:export", async ({ access, request, url, params }) =>
  standingDownload(access, params.file ?? "", parseQuery(url, reportQuerySchema), request.signal),
);
