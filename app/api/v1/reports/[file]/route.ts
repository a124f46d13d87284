import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { reportDownload } from "@/lib/reports/download";
import { namedReport, reportQuerySchema } from "@/lib/reports/schema";

/** The report of a month: `/api/v1/reports/2026-06.csv`. */
export const GET = apiRoute("reports:export", async ({ access, request, url, params }) => {
  const { group_by: groupBy, locale, style } = parseQuery(url, reportQuerySchema);
  const { month, format } = namedReport(params.file ?? "", style);
  return reportDownload(access, month, format, { ...(groupBy && { groupBy }), ...(locale && { locale }) }, request.signal);
});
