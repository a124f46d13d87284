/** Where a table is to be had: to keep, and to paste. `search`: of the address of the page that shows it. */
export function tableAddress(slug: string, name: string, search: string): { csv: string; tsv: string } {
  const of = (format: "csv" | "tsv") => `/api/w/${slug}/tables/${name}.${format}${search}`;
  return { csv: of("csv"), tsv: of("tsv") };
}
