import { sessionRoute } from "@/lib/api/route";
import { now } from "@/lib/clock";
import { csvResponse } from "@/lib/csv";
import { Refusal } from "@/lib/errors";
import { tableText } from "@/lib/exports/table";
import { isTableName, tableOf } from "@/lib/exports/tables";
import { askedView } from "@/lib/spend/asked";

/** A table of the page whose address comes with it, as a file or to be pasted. */
export const GET = sessionRoute("reports:export", async ({ access, params, url }) => {
  const [, name = "", format] = /^([a-z-]+)\.(csv|tsv)$/.exec(params.table ?? "") ?? [];
  if (!isTableName(name) || !(format === "csv" || format === "tsv")) throw new Refusal("not_found", "tables are named as trend.csv or ranking.tsv");
  const parameters = valuesIn(url.searchParams);
  const asked = await askedView(access, parameters, now());
  const lines = tableText(await tableOf(access, name, { ...asked, parameters }), format);
  return csvResponse(lines, `obole-${name}-${asked.view.range.text}.${format}`, format === "csv" ? "text/csv" : "text/tab-separated-values");
});

function valuesIn(search: URLSearchParams): Record<string, string[]> {
  return Object.fromEntries([...new Set(search.keys())].map((name) => [name, search.getAll(name)]));
}
