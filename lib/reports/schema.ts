import { z } from "zod";
import { groupBySchema } from "@/lib/api/wire";
import { Refusal } from "@/lib/errors";
import { locales } from "@/lib/i18n/locale";
import { isMonth, type Month } from "@/lib/period";
import { type ReportFormat, reportFormats } from "./format";

export const reportQuerySchema = z.strictObject({
  group_by: groupBySchema,
  locale: z.enum(locales).optional().describe("the language of titles and numbers; English by default"),
  number: z.coerce.number().int().positive().optional().describe("of a closed month: another report number than the one that holds"),
  style: z.enum(["standard", "excel"]).optional().describe("of CSV; excel: a byte order mark, semicolons and decimal commas"),
});

export const reportExtensions = [...new Set(Object.values(reportFormats).map(({ extension }) => extension))];

/** What a report's name in an address asks for: `2026-06.csv`, `2026-06.focus.csv`. Throws `not_found` for what is no report. */
export function namedReport(file: string, style: "standard" | "excel" = "standard"): { month: Month; format: ReportFormat } {
  const [, month = "", extension = ""] = /^(\d{4}-\d{2})\.([a-z.]+)$/.exec(file) ?? [];
  const formats = (Object.keys(reportFormats) as ReportFormat[]).filter((name) => reportFormats[name].extension === extension);
  const format = formats.find((name) => (name === "csv-excel") === (style === "excel")) ?? formats[0];
  if (!isMonth(month) || !format)
    throw new Refusal("not_found", `reports are named by month and format, as 2026-06.csv; formats: ${reportExtensions.join(", ")}`);
  return { month, format };
}
