/** The files that a report is given as: how their names end, and what they are. */
export const reportFormats = {
  csv: { extension: "csv", type: "text/csv; charset=utf-8" },
  "csv-excel": { extension: "csv", type: "text/csv; charset=utf-8" },
  xlsx: { extension: "xlsx", type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
  pdf: { extension: "pdf", type: "application/pdf" },
  "focus.csv": { extension: "focus.csv", type: "text/csv; charset=utf-8" },
  json: { extension: "json", type: "application/json" },
} as const satisfies Record<string, { extension: string; type: string }>;
export type ReportFormat = keyof typeof reportFormats;

/** How a report's file is named, without its folder: `obole-2026-06.csv`. */
export function reportFilename(month: string, format: ReportFormat): string {
  return `obole-${month}.${reportFormats[format].extension}`;
}
