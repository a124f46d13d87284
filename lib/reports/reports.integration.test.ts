import { parse } from "csv-parse/sync";
import { readXlsx } from "hucre";
import { extractText, getDocumentProxy } from "unpdf";
import { beforeAll, describe, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { mintAccess } from "@/lib/access-mint";
import { pool } from "@/lib/db";
import * as format from "@/lib/i18n/format";
import { undoImport } from "@/lib/imports/mutations";
import { dollars, parseDollars } from "@/lib/money";
import { monthPeriod } from "@/lib/period";
import { recordRules } from "@/lib/repricing/mutations";
import { newRuleSchema } from "@/lib/repricing/schema";
import { loadSample } from "@/lib/sample/mutations";
import { savings } from "@/lib/savings/queries";
import { spend } from "@/lib/spend/queries";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader, take } from "@/lib/testing/files";
import { reportBytes } from "@/lib/testing/reports";
import { tokenClasses } from "@/lib/usage/tokens";
import { reportSchema } from "./json";
import { monthReport } from "./report";

freshDatabase();

const month = "2026-06";
const june = monthPeriod(month, "Europe/Paris");
let access: Access;
beforeAll(async () => {
  access = await freshWorkspace({ timezone: "Europe/Paris" });
  await loadSample(access);
}, 60_000);

type Line = Record<string, string>;
const sum = (rows: readonly Line[], column: string) => rows.reduce((all, row) => all + parseDollars(row[column] || "0"), 0n);

describe("the sample's June", () => {
  test("is the spend and the savings of the month, to the last digit", async () => {
    const report = await monthReport(access, month);
    const { total } = await spend(access, { period: june });
    expect(report.spend).toEqual(total);
    expect(report.total).toBe(total.cost);
    expect(report.savings.total).toEqual((await savings(access, { period: june })).total);
    expect(report).toMatchObject({ month, timezone: "Europe/Paris", currency: "USD", number: null, teams: null });
  });

  test("adds up in every section, column by column", async () => {
    const { sections, spend: spent } = await monthReport(access, month);
    expect(sections.map(({ name }) => name)).toEqual(["day", "team", "project", "provider", "model", "import"]);
    for (const { columns, rows, total, name } of sections) {
      expect(rows.length, name).toBeGreaterThan(0);
      for (const [place, { isSummed, key }] of columns.entries()) {
        if (!isSummed) continue;
        const added = rows.reduce((all, row) => all + ((row[place] as bigint | null) ?? 0n), 0n);
        expect(added, `${name}, ${key}`).toBe(total[place]);
        if (key === "cost_usd") expect(total[place]).toBe(spent.cost);
      }
      const basis = ["list_basis_usd", "contract_basis_usd", "manual_basis_usd"].map((key) => columns.findIndex((column) => column.key === key));
      expect(basis.reduce((all, place) => all + (total[place] as bigint), 0n)).toBe(spent.cost);
    }
  });

  test.each([undefined, ["team", "project"], ["model", "team"], [], ["service_tier", "source"]] as const)(
    "has the same total in every file, grouped by %s",
    async (groupBy) => {
      const options = groupBy ? { groupBy } : {};
      const { total } = await spend(access, { period: june });
      const lines: Line[] = parse(await reportBytes(access, month, "csv", options), { columns: true });
      const last = lines.pop();
      expect(last).toMatchObject({ month: "total", line: "total", cost_usd: dollars(total.cost ?? 0n), currency: "USD", report: "", known_at: "" });
      expect(sum(lines, "cost_usd")).toBe(total.cost);
      for (const name of tokenClasses) expect(lines.reduce((all, row) => all + BigInt(row[`${name}_tokens`] ?? 0), 0n)).toBe(total.tokens[name]);

      const european: Line[] = parse(await reportBytes(access, month, "csv-excel", { ...options, locale: "fr" }), {
        bom: true,
        columns: true,
        delimiter: ";",
      });
      expect(european.at(-1)?.["Coût, $"]).toBe(dollars(total.cost ?? 0n).replace(".", ","));
      expect(european).toHaveLength(lines.length + 1);

      const json = reportSchema.parse(JSON.parse((await reportBytes(access, month, "json", options)).toString()));
      expect(json.total).toBe(dollars(total.cost ?? 0n));
      expect(json.lines).toHaveLength(lines.length);
      expect(json.lines.reduce((all, row) => all + parseDollars(String(row.cost_usd ?? "0")), 0n)).toBe(total.cost);
    },
  );

  test.each(["en", "fr"] as const)("recomputes to the same totals in a workbook (%s), sheet by sheet", async (locale) => {
    const { total } = await spend(access, { period: june });
    const bytes = await reportBytes(access, month, "xlsx", { locale, groupBy: ["team", "project"] });
    const { sheets } = await readXlsx(bytes, { readStyles: true });
    const [cover, ...tables] = sheets;
    expect(tables.map(({ name }) => name)).toEqual(
      locale === "en"
        ? ["By day", "By team", "By project", "By provider", "By model", "Files", "Detail"]
        : ["Par jour", "Par équipe", "Par projet", "Par fournisseur", "Par modèle", "Fichiers", "Détail"],
    );
    let sums = 0;
    for (const { name, rows, cells } of tables) {
      for (const [at, { formula, formulaResult }] of cells ?? []) {
        const [, column = "", from = "", to = ""] = /^SUM\(([A-Z]+)(\d+):[A-Z]+(\d+)\)$/.exec(formula ?? "") ?? [];
        if (!column) continue;
        const place = Number(at.split(",")[1]);
        const added = rows.slice(Number(from) - 1, Number(to)).reduce((all, row) => all + Number(row[place] ?? 0), 0);
        expect(Math.abs(added - Number(formulaResult)), `${name}, ${formula}`).toBeLessThan(1e-6);
        expect(Number(to), name).toBe(rows.length - 1);
        sums += 1;
      }
      const cost = rows[0]?.findIndex((title) => title === (locale === "en" ? "Cost, $" : "Coût, $")) ?? -1;
      expect(rows.at(-1)?.[cost], name).toBeCloseTo(Number(dollars(total.cost ?? 0n)), 9);
    }
    expect(sums).toBe(7 * 12);
    const spent = cover?.rows.find(([label]) => label === (locale === "en" ? "Report total" : "Total du rapport"));
    expect(spent?.[1]).toBeCloseTo(Number(dollars(total.cost ?? 0n)), 9);
    const ties = [...(cover?.cells?.values() ?? [])].filter(({ formula }) => formula?.startsWith("ROUND("));
    expect(ties.map(({ formulaResult }) => formulaResult)).toEqual(tables.map(() => 0));
    expect(tables.every(({ freezePane }) => freezePane?.rows === 1)).toBe(true);
  });

  test.each(["en", "fr"] as const)("prints its total, its tables and its pages (%s)", async (locale) => {
    const { total } = await spend(access, { period: june });
    const options = { locale, number: "2026-06-1", knownAt: Date.parse("2026-12-01T09:00:00Z") };
    const pdf = await getDocumentProxy(new Uint8Array(await reportBytes(access, month, "pdf", { ...options, groupBy: ["team", "user"] })));
    const { text: pages, totalPages } = await extractText(pdf);
    const plain = (text: string) => text.replaceAll(/\s+/g, " ");
    const all = plain(pages.join(" "));
    expect(all).toContain(plain(format.money(total.cost ?? 0n, locale)));
    for (const words of locale === "en"
      ? ["By team", "Detail by Team, User", "No. 2026-06-1"]
      : ["Par équipe", "Détail par Équipe, Utilisateur", "Nº 2026-06-1"])
      expect(all).toContain(words);
    expect(plain(pages.at(-1) ?? "")).toContain(locale === "en" ? `Page ${totalPages} of ${totalPages}` : `Page ${totalPages} sur ${totalPages}`);
    for (const { name } of total.unpricedModels) expect(all).toContain(name);
    // What a screen reader is told: the language, the title, and where tables and the figure are.
    const { info } = await pdf.getMetadata();
    expect(info).toMatchObject({ Language: locale, Title: locale === "en" ? "Report for June 2026" : "Rapport de juin 2026" });
    expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
    const tree = JSON.stringify(await (await pdf.getPage(1)).getStructTree());
    for (const role of ["H1", "Table", "TH", "TD", "Figure"]) expect(tree).toContain(`"role":"${role}"`);
  });

  test("is the same bytes for the same report, whenever it is written", async () => {
    const options = { knownAt: Date.parse("2026-12-01T09:00:00Z"), number: "2026-06-1" };
    for (const format of ["csv", "csv-excel", "json", "xlsx", "pdf", "focus.csv"] as const) {
      const bytes = await reportBytes(access, month, format, options);
      expect(await reportBytes(access, month, format, options)).toEqual(bytes);
      if (format !== "xlsx" && format !== "pdf") expect(bytes.toString()).toContain("2026-06-1");
    }
  });
});

describe("a month by hand", () => {
  let own: Access;
  const report = () => monthReport(own, month);
  beforeAll(async () => {
    own = await freshWorkspace({ timezone: "UTC" });
    await take(
      own,
      [
        canonicalHeader,
        "2026-06-01T10:00:00Z,openai,gpt-4o,1000000,100000,0,1,,Search,,,r1",
        "2026-06-03T10:00:00Z,openai,gpt-4o,1000000,0,0,1,,Search,,,r2",
        "2026-06-03T11:00:00Z,openai,gpt-4o-mini,1000000,0,0,1,,Support,,,r3",
        "2026-06-03T12:00:00Z,acme,unheard-of,500,0,0,1,,Support,,,r4",
      ].join("\n"),
    );
  });

  test("says unit prices where one applied, and nothing where several did or none is known", async () => {
    const { sections } = await report();
    const models = sections.find(({ name }) => name === "model");
    const at = (key: string) => models?.columns.findIndex((column) => column.key === key) ?? -1;
    const row = (model: string) => models?.rows.find((values) => values[1] === model);
    // GPT-4o: 2.50 in, 10.00 out; 2 M × 2.50 + 0.1 M × 10.00 = 6.00
    expect(row("gpt-4o")?.[at("input_usd_per_million")]).toBe(2_500_000n);
    expect(row("gpt-4o")?.[at("cost_usd")]).toBe(parseDollars("6"));
    expect(row("unheard-of")?.[at("cost_usd")]).toBeNull();
    expect(row("unheard-of")?.[at("list_basis_usd")]).toBeNull();
    expect(row("unheard-of")?.[at("unpriced_tokens")]).toBe(500n);
    const teams = sections.find(({ name }) => name === "team");
    const input = teams?.columns.findIndex(({ key }) => key === "input_usd_per_million") ?? -1;
    // Search used one model; Support one with a price and one without.
    expect(teams?.rows.map((values) => [values[0], values[input]])).toEqual([
      ["Search", 2_500_000n],
      ["Support", null],
    ]);
  });

  test("names its files with their hashes, the days without usage, and what has no price", async () => {
    const { sections, emptyDays, spend: spent } = await report();
    const files = sections.find(({ name }) => name === "import");
    const { rows } = await pool().query("select id::text, filename, sha256 from import where workspace_id = $1", [own.workspaceId]);
    expect(files?.rows.map((values) => values.slice(0, 3))).toEqual([[rows[0].id, rows[0].filename, rows[0].sha256]]);
    expect(emptyDays.slice(0, 3)).toEqual(["2026-06-02", "2026-06-04", "2026-06-05"]);
    expect(spent.unpricedModels).toEqual([{ name: "unheard-of", tokens: 500n, requests: 1n }]);
  });

  test("names the rules that priced it, with what they came to", async () => {
    await recordRules(own, [newRuleSchema.parse({ kind: "discount", scope: { provider: "openai" }, percent: "10", from: "2026-06-02" })]);
    const { rules, spend: spent } = await report();
    // 3 June: (2.50 + 0.15) × 0.9 = 2.385; 1 June at list: 2.50 + 1.00
    expect(rules.map(({ cost }) => dollars(cost))).toEqual(["2.385"]);
    expect([dollars(spent.basis.list), dollars(spent.basis.contract)]).toEqual(["3.5", "2.385"]);
  });

  test("shows who sees one team only that team, and no files", async () => {
    const { rows } = await pool().query("select id from dimension_value where workspace_id = $1 and name = 'Support'", [own.workspaceId]);
    const limited = mintAccess({ workspaceId: own.workspaceId, timezone: "UTC", teams: [rows[0].id], actor: "system" });
    const seen = await monthReport(limited, month);
    expect(seen.teams).toEqual(["Support"]);
    expect(seen.sections.map(({ name }) => name)).not.toContain("import");
    expect(seen.sections.find(({ name }) => name === "team")?.rows.map(([team]) => team)).toEqual(["Support"]);
    expect((await reportBytes(limited, month, "csv")).toString()).not.toContain("Search");
  });

  test("without usage is an empty report of nothing", async () => {
    const empty = await freshWorkspace();
    const none = await monthReport(empty, month);
    expect(none.total).toBe(0n);
    expect(none.sections.every(({ rows }) => rows.length === 0)).toBe(true);
    expect(parse(await reportBytes(empty, month, "csv"), { columns: true })).toHaveLength(1);
    const undone = await take(empty, `${canonicalHeader}\n2026-06-01T10:00:00Z,acme,unheard-of,5,0,0,1,,,,,x`);
    expect((await monthReport(empty, month)).total).toBeNull();
    await undoImport(empty, undone.id ?? 0);
    expect((await monthReport(empty, month)).total).toBe(0n);
  });
});
