import "server-only";
import type { Access } from "@/lib/access";
import { csvResponse } from "@/lib/csv";
import { Refusal } from "@/lib/errors";
import { tableText } from "@/lib/exports/table";
import { isMonth } from "@/lib/period";
import { chargeback } from "./queries";
import { statementTable } from "./table";

/** The statement of a month as a file named by it, of one cost centre or all. Throws `not_found` for another name. */
export async function chargebackDownload(
  access: Access,
  file: string | undefined,
  { cost_centre: centre }: { cost_centre?: string | undefined },
): Promise<Response> {
  const [, month = ""] = /^(\d{4}-\d{2})\.csv$/.exec(file ?? "") ?? [];
  if (!isMonth(month)) throw new Refusal("not_found", "statements are named by their month, as 2026-06.csv");
  const table = statementTable(await chargeback(access, month), centre);
  return csvResponse(tableText(table, "csv"), ["obole-chargeback", month, ...(centre === undefined ? [] : [centre])].join("-").concat(".csv"));
}
