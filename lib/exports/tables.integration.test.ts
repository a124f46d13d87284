import { parse } from "csv-parse/sync";
import { beforeAll, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { efficiency } from "@/lib/efficiency/queries";
import { dollars, parseDecimal, parseDollars } from "@/lib/money";
import { monthPeriod } from "@/lib/period";
import { loadSample } from "@/lib/sample/mutations";
import { savings } from "@/lib/savings/queries";
import { attoDollars } from "@/lib/savings/savings";
import { causes } from "@/lib/spend/causes";
import type { Dimension } from "@/lib/spend/dimension";
import { spend } from "@/lib/spend/queries";
import { parseView } from "@/lib/spend/view";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader, take } from "@/lib/testing/files";
import { tableText } from "./table";
import { type TableName, tableOf } from "./tables";

freshDatabase();

const at = Date.parse("2026-09-15T12:00:00Z");
const june = monthPeriod("2026-06", "UTC");
let access: Access;
beforeAll(async () => {
  access = await freshWorkspace();
  await loadSample(access);
}, 60_000);

/** A table of June as a spreadsheet reads it. */
async function read(name: TableName, asked: Record<string, string> = {}, of = access): Promise<Record<string, string>[]> {
  const parameters = { period: "2026-06", ...asked };
  const view = parseView(parameters, { month: "2026-06", today: "2026-09-15" });
  const table = await tableOf(of, name, { view, picked: { filters: view.filters, excluded: view.excluded }, at, parameters });
  let text = "";
  for await (const line of tableText(table, "csv")) text += line;
  return parse(text, { columns: true });
}

/** In 10⁻¹⁸ dollars, to which savings are exact. */
const exact = (rows: Record<string, string>[], column: string) =>
  rows.reduce((all, row) => {
    const { digits, scale } = parseDecimal(row[column] || "0");
    return all + digits * 10n ** BigInt(18 - scale);
  }, 0n);
const sum = (rows: Record<string, string>[], column: string) => rows.reduce((all, row) => all + parseDollars(row[column] || "0"), 0n);

test.each(["model", "team", "user", "service_tier"] as const)(
  "lines by %s add up to the total, and the total is the spend",
  async (by: Dimension) => {
    const { total } = await spend(access, { period: june });
    for (const name of ["trend", "ranking"] as const) {
      const rows = await read(name, { by });
      const last = rows.at(-1);
      expect(last).toMatchObject({
        cost_usd: dollars(total.cost ?? 0n),
        requests: String(total.requests),
        unpriced_tokens: String(total.unpriced.tokens),
      });
      expect(sum(rows.slice(0, -1), "cost_usd")).toBe(total.cost);
      expect(sum(rows.slice(0, -1), "requests")).toBe(sum(rows.slice(-1), "requests"));
    }
  },
);

test("a ranking says what each name cost before, and what is gone", async () => {
  const rows = await read("ranking", { by: "model" });
  const may = await spend(access, { period: monthPeriod("2026-05", "UTC") });
  expect(sum(rows.slice(0, -1), "cost_before_usd")).toBe(may.total.cost);
  // Platform left GPT-4o on 11 May.
  expect(rows.find(({ model }) => model === "gpt-4o")).toMatchObject({ cost_usd: "0", change_percent: "-100" });
  // What has no price has tokens and no cost.
  expect(rows.find(({ model }) => model === "calder-router-7b")).toMatchObject({ cost_usd: "", cost_usd_rounded: "", cost_percent: "" });
});

test("what is picked, and the step, hold for the file too", async () => {
  const rows = await read("trend", { by: "team", team: "Search", step: "week" });
  expect(rows[0]).toMatchObject({ week: "2026-W23", team: "Search" });
  expect(rows.at(-1)?.cost_usd).toBe(dollars((await spend(access, { period: june, filters: { team: ["Search"] } })).total.cost ?? 0n));
});

test("the causes add up to the difference, by model, team and project", async () => {
  const rows = await read("causes");
  const found = await causes(access, { before: monthPeriod("2026-05", "UTC"), now: june });
  expect(rows[0]).toMatchObject({ by: "all", before_usd: dollars(found.before), now_usd: dollars(found.now) });
  for (const by of ["all", "model", "team", "project"])
    expect(
      sum(
        rows.filter((row) => row.by === by),
        "difference_usd",
      ),
    ).toBe(found.now - found.before);
  expect(await read("causes", { compare: "none" })).toEqual([]);
});

test("efficiency is the page's, and its parts make the total", async () => {
  const { total } = await efficiency(access, { period: june });
  for (const name of ["efficiency-trend", "efficiency-models"] as const) {
    const rows = await read(name);
    expect(rows.at(-1)).toMatchObject({
      cost_per_request_usd: dollars(total.costPerRequest ?? 0n),
      batch_saved_usd: dollars(total.batchSaved ?? 0n),
    });
    for (const column of ["cost_usd", "cache_effect_usd", "batch_saved_usd"])
      expect(sum(rows.slice(0, -1), column)).toBe(sum(rows.slice(-1), column));
  }
  const mix = await read("mix");
  expect(sum(mix.slice(0, -1), "cost_usd")).toBe(total.amounts.cost);
  const saving = (await read("opportunities")).filter(({ kind }) => kind === "batch");
  expect(sum(saving, "saving_usd")).toBe(total.amounts.batchable_saving);
});

test("savings are the page's, by name, by day and on every model, against the baseline and the k of the address", async () => {
  const asked = { baseline: "openai/gpt-4o-mini", k_in: "0.9" };
  const used = { in: parseDecimal("0.9") };
  const { total } = await savings(access, { period: june, baseline: { provider: "openai", model: "gpt-4o-mini" }, used });
  const figures = { avoided_usd: attoDollars(total.avoided), list_usd: attoDollars(total.list), times: total.times };
  for (const [name, more] of [
    ["savings", { by: "team" }],
    ["savings", {}],
    ["savings-trend", {}],
    ["savings-trend", { step: "month" }],
  ] as const) {
    const rows = await read(name, { ...asked, ...more });
    expect(rows.at(-1)).toMatchObject(figures);
    for (const column of ["list_usd", "reference_usd", "cache_effect_usd"])
      expect(exact(rows.slice(0, -1), column)).toBe(exact(rows.slice(-1), column));
  }
  expect(await read("savings-trend", asked)).toHaveLength(30 + 1);
  const models = await read("savings-models", asked);
  expect(models.find(({ provider, model }) => `${provider}/${model}` === asked.baseline)).toMatchObject(figures);
});

test("the price history of a model has every period, and what a workspace pays", async () => {
  const rows = await read("price-history", { provider: "openai", model: "gpt-5.6-luna" });
  // $1 / $6 became $0.20 / $1.20 on 30 July 2026.
  expect(rows.map((row) => [row.list_input_usd_per_million, row.paid_output_usd_per_million])).toEqual([
    ["1", "6"],
    ["0.2", "1.2"],
  ]);
  expect(rows.at(-1)).toMatchObject({ from: "2026-07-30T00:00:00Z", basis: "list" });
  await expect(read("price-history", { model: "gpt-9" })).rejects.toMatchObject({ code: "unknown_model" });
});

test("a name that a spreadsheet would run is a text", async () => {
  const own = await freshWorkspace();
  await take(own, [canonicalHeader, '2026-06-01T10:00:00Z,openai,gpt-4o,1000000,0,,1,,"=HYPERLINK(""https://evil.example"")",,,r1'].join("\n"));
  expect((await read("ranking", { by: "team" }, own))[0]?.team).toBe('\'=HYPERLINK("https://evil.example")');
});
