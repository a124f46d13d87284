import { readXlsx } from "hucre";
import { extractText, getDocumentProxy } from "unpdf";
import { expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { recordChargebackRule, recordSpreadRule } from "@/lib/chargeback/mutations";
import { newChargebackRuleSchema, newSpreadRuleSchema } from "@/lib/chargeback/schema";
import { chooseCurrency, recordRate } from "@/lib/currency/mutations";
import { recordCharge } from "@/lib/fixed-charges/mutations";
import { newFixedChargeSchema } from "@/lib/fixed-charges/schema";
import { dollars, parseDecimal } from "@/lib/money";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader, take } from "@/lib/testing/files";
import { freshMember } from "@/lib/testing/people";
import { reportBytes } from "@/lib/testing/reports";
import { type MonthReport, monthReport } from "./report";
import type { SectionName } from "./section";

freshDatabase();

// One million tokens into Mistral Medium 3.1 cost $0.40.
const used = (millions: number, team: string, id: string) =>
  `2026-06-10T10:00:00Z,mistral,mistral-medium-3.1,${millions}000000,0,0,1,,${team},,,${id}`;

function section({ sections }: MonthReport, name: SectionName): Record<string, string | null>[] | null {
  const found = sections.find((each) => each.name === name);
  if (!found) return null;
  const said = (values: readonly (string | bigint | null)[]) =>
    Object.fromEntries(
      found.columns.map(({ key, kind }, place) => {
        const value = values[place] ?? null;
        return [key, typeof value === "bigint" && kind !== "count" ? dollars(value) : value === null ? null : String(value)];
      }),
    );
  return [...found.rows, found.total].map(said);
}

async function filled(): Promise<Access> {
  const access = await freshWorkspace();
  await take(access, [canonicalHeader, used(150, "Search", "r1"), used(25, "", "r2")].join("\n"));
  return access;
}

test("without charges, a currency or cost centres a report has no section of them", async () => {
  const report = await monthReport(await filled(), "2026-06");
  expect(report.reporting).toEqual({ currency: "USD", rule: "last", rate: null });
  expect([section(report, "charge"), section(report, "currency"), section(report, "cost_centre")]).toEqual([null, null, null]);
});

test("charges stand apart, amounts in both currencies with their rate, and what each cost centre is charged makes the whole", async () => {
  const access = await filled();
  await recordCharge(
    access,
    newFixedChargeSchema.parse({ kind: "subscription", item: "Seats", price: "25", seats: 4, every: "month", from: "2026-06-16" }),
  );
  await recordCharge(
    access,
    newFixedChargeSchema.parse({ kind: "credit", item: "Credit", price: "-10", currency: "EUR", every: "once", from: "2026-06-30" }),
  );
  await chooseCurrency(access, { currency: "EUR", rule: "last" });
  await recordRate(access, { from: "USD", to: "EUR", day: "2026-06-30", rate: parseDecimal("0.8"), source: "treasury" });
  await recordChargebackRule(access, newChargebackRuleSchema.parse({ scope: { team: "Search" }, cost_centre: "CC100" }));
  await recordSpreadRule(access, newSpreadRuleSchema.parse({ pool: "usage", method: "cost" }));
  const report = await monthReport(access, "2026-06");

  // 150 + 25 million tokens at 0.40: 60 + 10 = $70, and nothing of the charges is in it.
  expect(dollars(report.total ?? 0n)).toBe("70");
  // 4 × 25 × 15/30 = 50; −10 € at 0.8 € a dollar are −12.50 $.
  expect(section(report, "charge")).toMatchObject([
    { charge_kind: "subscription", item: "Seats", paid_from: "2026-06-16", paid_to: "2026-06-30", amount: "50", currency: "USD", charged_usd: "50" },
    { charge_kind: "credit", amount: "-10", currency: "EUR", charged_usd: "-12.5" },
    { amount: null, charged_usd: "37.5" },
  ]);
  expect(section(report, "currency")).toMatchObject([
    { line: "spend", amount_usd: "70", amount: "56", currency: "EUR", rate: "0.8", rate_day: "2026-06-30", rate_source: "treasury" },
    { line: "Seats (50 USD)", amount_usd: "50", amount: "40" },
    { line: "Credit (-10 EUR)", amount_usd: "-12.5", amount: "-10" },
    { amount_usd: "107.5", amount: "86" },
  ]);
  expect(section(report, "cost_centre")).toMatchObject([
    { cost_centre: "CC100", cost_usd: "60", own_usage_usd: "60", shared_usage_usd: "10", own_charges_usd: "0", charged_usd: "70", amount: "56" },
    { cost_centre: null, cost_usd: "10", own_usage_usd: "0", own_charges_usd: "37.5", charged_usd: "37.5", amount: "30" },
    { cost_usd: "70", charged_usd: "107.5", amount: "86" },
  ]);
  const { sheets } = await readXlsx(await reportBytes(access, "2026-06", "xlsx"));
  const [charges, both, centres] = ["Charges and credits", "In both currencies", "By cost centre"].map((name) =>
    sheets.find((sheet) => sheet.name === name),
  );
  expect(charges?.rows.at(-1)?.at(-1)).toBe(37.5);
  expect(both?.rows.at(-1)?.slice(1, 3)).toEqual([107.5, 86]);
  for (const { rows, cells } of [charges, both, centres].flatMap((sheet) => sheet ?? [])) {
    const formulas = [...(cells ?? [])].filter(([, { formula }]) => formula?.startsWith("SUM("));
    expect(formulas.length).toBeGreaterThan(0);
    for (const [at, { formulaResult }] of formulas) {
      const place = Number(at.split(",")[1]);
      expect(rows.slice(1, -1).reduce((all, row) => all + Number(row[place] ?? 0), 0)).toBeCloseTo(Number(formulaResult), 9);
    }
  }
  const pdf = await extractText(await getDocumentProxy(new Uint8Array(await reportBytes(access, "2026-06", "pdf"))), { mergePages: true });
  for (const words of ["1 USD = 0.8 EUR, of 30 June 2026 (treasury)", "Charges and credits", "CC100", "Unallocated", "107.50"])
    expect(pdf.text).toContain(words);
  // The same whole, by currency and by cost centre, and by every other section the spend.
  for (const { name, columns, total } of report.sections) {
    const cost = columns.findIndex(({ key }) => key === "cost_usd");
    if (cost >= 0) expect(total[cost], name).toBe(report.spend.cost);
  }
});

test("what was known then is told as then; who sees some teams only is told of no cost centre", async () => {
  const access = await filled();
  await recordChargebackRule(access, newChargebackRuleSchema.parse({ scope: { team: "Search" }, cost_centre: "CC100" }));
  await chooseCurrency(access, { currency: "EUR", rule: "last" });
  const before = await monthReport(access, "2026-06", { knownAt: Date.parse("2026-07-01") });
  expect([before.reporting.currency, section(before, "cost_centre")]).toEqual(["USD", null]);
  const { access: limited } = await freshMember(access, "viewer", [2_000_000_000]);
  expect(section(await monthReport(limited, "2026-06"), "cost_centre")).toBeNull();
  expect(section(await monthReport(access, "2026-06"), "cost_centre")).toHaveLength(3);
});
