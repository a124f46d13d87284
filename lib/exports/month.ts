import "server-only";
import type { Access } from "@/lib/access";
import { type Month, monthPeriod } from "@/lib/period";
import type { Dimension } from "@/lib/spend/dimension";
import { spend } from "@/lib/spend/queries";
import { nameCell, sumsCells, sumsColumns, tableText } from "./table";

export const usualGrouping = ["provider", "model", "team", "project", "user"] as const satisfies readonly Dimension[];

/** The month as the screen shows it, one line per group and a last one with the total: exact amounts, and rounded to cents. */
export async function* monthCsv(access: Access, month: Month, groupBy: readonly Dimension[] = usualGrouping): AsyncGenerator<string> {
  const { rows, total } = await spend(access, { period: monthPeriod(month, access.timezone), granularity: "month", groupBy });
  const start = (text: string) => [{ text }, { text: access.timezone }];
  const lines = rows.map((row) => [...start(month), ...groupBy.map((dimension) => nameCell(row.dimensions[dimension])), ...sumsCells(row)]);
  const last = [...start("total"), ...groupBy.map(() => null), ...sumsCells(total)];
  yield* tableText({ columns: ["month", "timezone", ...groupBy, ...sumsColumns], lines: [...lines, last] }, "csv");
}
