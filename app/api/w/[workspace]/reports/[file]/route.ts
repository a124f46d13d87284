import { parseQuery } from "@/lib/api/parse";
import { sessionRoute } from "@/lib/api/route";
import { reportDownload } from "@/lib/reports/download";
import { namedReport, reportQuerySchema } from "@/lib/reports/schema";

/** The report that a page shows, as a file. */
export const GET = sessionRoute("reports:export", async ({ access, request, url, params }) => {
  const { group_by: groupBy, locale, style } = parseQuery(url, reportQuerySchema);
  const { month, format } = namedReport(params.file ?? "", style);
  return reportDownload(access, month, format, { ...(groupBy && { groupBy }), ...(locale && { locale }) }, request.signal);
});
