import { expect, test } from "vitest";
import { translatorOf } from "@/lib/i18n/translator";
import type { Section, Value } from "@/lib/reports/section";
import { nameColumn, usageColumns } from "@/lib/reports/usage-columns";
import { filesOf, groupingOf, sectionTable } from "./report-view";

const words = { locale: "en" as const, t: translatorOf("en", "reports") };

test("an address groups by what it names, each once, in its order", () => {
  expect(groupingOf("team,project,team,=1")).toEqual(["team", "project"]);
  expect(groupingOf(["model", "user,provider"])).toEqual(["model", "user", "provider"]);
  expect(groupingOf(undefined)).toEqual([]);
});

test("files are asked for as the page is grouped, in its language", () => {
  const { first, more } = filesOf("acme", "2026-06", ["team", "model"], words);
  expect(first.map(({ href }) => href)).toContain("/api/w/acme/reports/2026-06.xlsx?locale=en&group_by=team%2Cmodel");
  expect(more.map(({ href }) => href)).toContain("/api/w/acme/reports/2026-06.csv?locale=en&style=excel&group_by=team%2Cmodel");
});

test("a closed month offers the files that it was closed with, and no others", () => {
  const { first, more } = filesOf("acme", "2026-06", [], words, ["csv", "csv-excel"]);
  expect([...first, ...more].map(({ href }) => href)).toEqual([
    "/api/w/acme/reports/2026-06.csv?locale=en",
    "/api/w/acme/reports/2026-06.csv?locale=en&style=excel",
  ]);
});

test("rows beyond those that a page shows are one row, and the columns still add up", () => {
  const columns = [nameColumn("project"), ...usageColumns];
  const line = (name: string | null, dollars: bigint): Value[] => [
    name,
    ...usageColumns.map(({ key }) => (key === "cost_usd" ? dollars * 10n ** 12n : 0n)),
  ];
  // 100 projects of $2 each: 60 are shown, 40 are $80 together
  const section: Section = {
    name: "project",
    columns,
    rows: Array.from({ length: 100 }, (_, n) => line(n ? `p${n}` : null, 2n)),
    total: line(null, 200n),
  };
  const { rows, total } = sectionTable(section, words);
  expect(rows).toHaveLength(61);
  expect([rows[0]?.cells[0], rows[0]?.cells.at(-1)]).toEqual(["Unattributed", "$2.00"]);
  expect([rows.at(-1)?.cells[0], rows.at(-1)?.cells.at(-1)]).toEqual(["40 more rows, in the files", "$80.00"]);
  expect([total[0], total.at(-1)]).toEqual(["Total", "$200.00"]);
});
