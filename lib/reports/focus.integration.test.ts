import { parse } from "csv-parse/sync";
import { readXlsx } from "hucre";
import { extractText, getDocumentProxy } from "unpdf";
import { beforeAll, describe, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { closeMonth } from "@/lib/closing/mutations";
import { parseDollars } from "@/lib/money";
import { monthPeriod } from "@/lib/period";
import { recordRules } from "@/lib/repricing/mutations";
import { newRuleSchema } from "@/lib/repricing/schema";
import { loadSample } from "@/lib/sample/mutations";
import { spend } from "@/lib/spend/queries";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader, take } from "@/lib/testing/files";
import { type FocusRow, focusProblems } from "@/lib/testing/focus";
import { reportBytes } from "@/lib/testing/reports";
import { totalTokens } from "@/lib/usage/tokens";

freshDatabase();

const month = "2026-06";

async function focus(access: Access): Promise<{ columns: string[]; rows: FocusRow[] }> {
  const [columns = [], ...lines]: string[][] = parse(await reportBytes(access, month, "focus.csv"));
  return { columns, rows: lines.map((cells) => Object.fromEntries(columns.map((name, place) => [name, cells[place] ?? ""]))) };
}

const sum = (rows: readonly FocusRow[], column: string) => rows.reduce((all, row) => all + parseDollars(row[column] ?? ""), 0n);

describe("the sample's June", () => {
  let file: Awaited<ReturnType<typeof focus>>;
  let access: Access;
  beforeAll(async () => {
    access = await freshWorkspace({ timezone: "Europe/Paris" });
    await loadSample(access);
    await recordRules(access, [newRuleSchema.parse({ kind: "discount", scope: { provider: "mistral" }, percent: "12.5", from: "2026-06-10" })]);
    file = await focus(access);
  }, 60_000);

  test("keeps every rule of FOCUS 1.2", () => {
    expect(file.rows.length).toBeGreaterThan(500);
    expect(focusProblems(file.columns, file.rows)).toEqual([]);
  });

  test("adds up to the month's cost, and to its tokens", async () => {
    const { total } = await spend(access, { period: monthPeriod(month, "Europe/Paris") });
    for (const column of ["BilledCost", "EffectiveCost", "ContractedCost"]) expect(sum(file.rows, column)).toBe(total.cost);
    expect(sum(file.rows, "ListCost")).toBeGreaterThan(total.cost ?? 0n);
    const tokens = file.rows.filter((row) => row.ConsumedUnit === "Tokens");
    expect(tokens.reduce((all, row) => all + BigInt(row.ConsumedQuantity ?? ""), 0n)).toBe(totalTokens(total.tokens));
    const unpriced = tokens.filter((row) => row.x_PriceBasis === "unpriced");
    expect(unpriced.reduce((all, row) => all + BigInt(row.ConsumedQuantity ?? ""), 0n)).toBe(total.unpriced.tokens);
    expect(new Set(unpriced.map((row) => `${row.BilledCost} ${row.ListUnitPrice} ${row.PricingCategory}`))).toEqual(new Set(["0  Other"]));
  });

  // Each of them breaks one rule of a row that kept them all.
  test.each<[string, FocusRow, RegExp]>([
    ["a cost that is null", { BilledCost: "" }, /BilledCost is null/],
    ["a cost with a thousands separator", { EffectiveCost: "1,000.5" }, /EffectiveCost is 1,000.5, no number/],
    ["a unit price below zero", { ListUnitPrice: "-1" }, /ListUnitPrice is negative/],
    ["a day that is no instant", { ChargePeriodStart: "2026-06-01" }, /ChargePeriodStart is 2026-06-01, no UTC instant/],
    ["a charge that ends before it starts", { ChargePeriodEnd: "2026-06-01T00:00:00Z" }, /ChargePeriodEnd is not after|outside/],
    ["a charge outside its billing period", { BillingPeriodStart: "2026-06-30T21:00:00Z" }, /outside its billing period/],
    ["a currency in lower case", { BillingCurrency: "usd" }, /BillingCurrency is usd/],
    ["a category that is none", { ChargeCategory: "Tokens" }, /ChargeCategory is Tokens, which is not allowed/],
    ["a class that is none", { ChargeClass: "Late" }, /ChargeClass is Late/],
    ["a cost that is not quantity × price", { ContractedCost: "0.000001" }, /ContractedCost is not/],
    ["a list cost that is not quantity × price", { ListCost: "0.000001" }, /ListCost is not/],
    ["a quantity without a unit", { ConsumedUnit: "" }, /not both set or both null/],
    ["usage without a pricing category", { PricingCategory: "" }, /PricingCategory is null on Usage/],
    ["usage without what it is priced by", { PricingQuantity: "" }, /PricingQuantity/],
    ["consumption on a tax", { ChargeCategory: "Tax" }, /stands on what is no usage/],
    ["tags that are no JSON", { Tags: "team=Search" }, /Tags is no JSON/],
    ["a provider that is null", { ProviderName: "" }, /ProviderName is null/],
  ])("would be refused with %s", (_, change, problem) => {
    const row = file.rows.find(({ ChargePeriodStart, ListUnitPrice }) => ListUnitPrice !== "" && (ChargePeriodStart ?? "") > "2026-06-05");
    expect(focusProblems(file.columns, [{ ...row, ...change }]).join("; ")).toMatch(problem);
  });

  test("would be refused without a mandatory column, and with one that is nobody's", () => {
    expect(
      focusProblems(
        file.columns.filter((name) => name !== "ServiceName"),
        [],
      ),
    ).toEqual(["ServiceName is missing"]);
    expect(focusProblems([...file.columns, "Team"], [])).toEqual(["Team is no column of FOCUS, and does not begin with x_"]);
  });
});

test("a day is cut where a price changes inside it, and a name stays a name", async () => {
  const access = await freshWorkspace({ timezone: "UTC" });
  await recordRules(access, [newRuleSchema.parse({ kind: "discount", scope: { provider: "openai" }, percent: "10", from: "2026-06-03T12:00:00Z" })]);
  await take(
    access,
    [
      canonicalHeader,
      "2026-06-03T10:00:00Z,openai,gpt-4o,1000000,0,0,1,,=Search,,,r1",
      "2026-06-03T13:00:00Z,openai,gpt-4o,1000000,0,0,1,,=Search,,,r2",
    ].join("\n"),
  );
  const { columns, rows } = await focus(access);
  expect(focusProblems(columns, rows)).toEqual([]);
  // 1 M × 2.50, then 1 M × 2.25, both 2.50 at list
  expect(rows.map((row) => [row.BilledCost, row.ContractedUnitPrice, row.ListCost, row.x_PriceBasis, row.x_Team, row.Tags])).toEqual([
    ["2.5", "2.5", "2.5", "list", "'=Search", '{"team":"=Search","source":"canonical-csv"}'],
    ["2.25", "2.25", "2.5", "contract", "'=Search", '{"team":"=Search","source":"canonical-csv"}'],
  ]);
});

test("what changed in a closed month is a correction, and every file has the same total with it", async () => {
  const access = await freshWorkspace({ timezone: "UTC" });
  const row = (day: string, team: string) => `${day}T10:00:00Z,openai,gpt-4o,1000000,0,0,1,,${team},,,`;
  await take(access, [canonicalHeader, row("2026-05-03", "Search"), row("2026-06-03", "Search")].join("\n"));
  await closeMonth(access, "2026-05", "all");
  await take(access, [canonicalHeader, row("2026-05-04", "Support")].join("\n"));
  const { columns, rows } = await focus(access);
  expect(focusProblems(columns, rows)).toEqual([]);
  // June: 1 M × 2.50; the late file of May: 1 M × 2.50
  expect(rows.map((line) => [line.ChargeClass, line.BilledCost, line.ChargePeriodStart, line.BillingPeriodStart, line.x_Team])).toEqual([
    ["", "2.5", "2026-06-03T00:00:00Z", "2026-06-01T00:00:00Z", "Search"],
    ["Correction", "2.5", "2026-05-01T00:00:00Z", "2026-06-01T00:00:00Z", "Support"],
  ]);
  const csv: FocusRow[] = parse(await reportBytes(access, month, "csv"), { columns: true });
  expect(csv.at(-1)?.cost_usd).toBe("5");
  const { sheets } = await readXlsx(await reportBytes(access, month, "xlsx"));
  expect(sheets[0]?.rows.find(([label]) => label === "Report total")?.[1]).toBe(5);
  expect(sheets.find(({ name }) => name === "Adjustments")?.rows.at(-1)?.[0]).toBe("Total");
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(await reportBytes(access, month, "pdf"))), { mergePages: true });
  expect(text.replaceAll(/\s+/g, " ")).toContain("Changed in May 2026 since it was closed (No. 1)");
  expect(text).toContain("$5.00");
  expect(JSON.parse(String(await reportBytes(access, month, "json"))).total).toBe("5");
});
