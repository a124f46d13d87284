import { parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { csvResponse } from "@/lib/csv";
import { Refusal } from "@/lib/errors";
import { monthCsv } from "@/lib/exports/month";
import { isMonth } from "@/lib/period";
import { reportQuerySchema } from "@/lib/spend/schema";

/** A month as CSV: `/api/v1/reports/2026-06.csv`. */
export const GET = apiRoute("reports:export", async ({ access, url, params }) => {
  const [, month = ""] = /^(\d{4}-\d{2})\.csv$/.exec(params.file ?? "") ?? [];
  if (!isMonth(month)) throw new Refusal("not_found", "reports are named by their month, as 2026-06.csv");
  const { group_by: groupBy } = parseQuery(url, reportQuerySchema);
  return csvResponse(monthCsv(access, month, groupBy), `obole-${month}.csv`);
});
