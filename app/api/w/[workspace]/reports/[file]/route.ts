import { sessionRoute } from "@/lib/api/route";
import { csvResponse } from "@/lib/csv";
import { Refusal } from "@/lib/errors";
import { monthCsv } from "@/lib/exports/month";
import { isMonth } from "@/lib/period";

/** The month that a page shows, as CSV. */
export const GET = sessionRoute("reports:export", async ({ access, params }) => {
  const [, month = ""] = /^(\d{4}-\d{2})\.csv$/.exec(params.file ?? "") ?? [];
  if (!isMonth(month)) throw new Refusal("not_found", "reports are named by their month, as 2026-06.csv");
  return csvResponse(monthCsv(access, month), `obole-${month}.csv`);
});
