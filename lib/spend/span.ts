import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { addMonths, type Month, monthOf } from "@/lib/period";
import { kept, Parameters, readingOf } from "./usage";

/** The months from the first with usage to the last, oldest first; empty where there is none. */
export async function monthsWithUsage(access: Access, client?: pg.ClientBase): Promise<Month[]> {
  const parameters = new Parameters(access);
  const database = client ?? pool();
  const slice = access.teams === "all" ? "usage_day_model" : "usage_day_team";
  const { rows } = await database.query<{ first: Date | null; last: Date | null }>(
    `select min(r.segment) as first, max(r.segment) as last from ${slice} r
       join import i on i.workspace_id = r.workspace_id and i.id = r.import_id and i.status = 'done'
     where r.workspace_id = $1 ${kept(parameters, access, { filters: {}, excluded: {} }, "r.segment", await readingOf(database, access, { filters: {} }))}`,
    parameters.values,
  );
  const { first, last } = rows[0] ?? {};
  if (!first || !last) return [];
  const months: Month[] = [];
  const end = monthOf(last.getTime(), access.timezone);
  for (let month = monthOf(first.getTime(), access.timezone); month <= end; month = addMonths(month, 1)) months.push(month);
  return months;
}

/** The month a page opens with: the current one when it has usage, else the latest that has. */
export function openingMonth(months: readonly Month[], current: Month): Month {
  if (!months.length || months.includes(current)) return current;
  return months.findLast((month) => month <= current) ?? months[0] ?? current;
}
