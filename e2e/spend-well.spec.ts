import { expectAccessible, pairings } from "./accessibility";
import { table } from "./api";
import { expect, test } from "./fixtures";

const june = { from: "2026-06-01", to: "2026-07-01" };
const sum = (rows: Record<string, string>[], column: string) => rows.reduce((all, row) => all + Number(row[column]), 0);

test.beforeEach(async ({ obole }) => {
  await obole.open("spend");
  await obole.loadSample();
  await obole.open("efficiency?period=2026-06");
});

test("a team lead reads what a unit costs, as the API says it to the digit", async ({ obole, api }) => {
  const of = (total: Awaited<ReturnType<typeof api.efficiency>>["total"]) => ({
    ...{ costPerRequest: `$${total.cost_per_request}`, costPerUser: `$${total.cost_per_user}` },
    ...{ costPerThousandOutput: `$${total.cost_per_thousand_output}`, pricePerMillion: `$${total.price_per_million}` },
    ...{ cachedPercent: `${total.cached_percent}%`, cacheEffect: `$${total.cache_effect}` },
    ...{ batchPercent: `${total.batch_percent}%`, batchSaved: `$${total.batch_saved}`, outputPercent: `${total.output_percent}%` },
  });
  expect(await obole.figures()).toEqual(of((await api.efficiency(june)).total));

  await obole.open("efficiency?period=2026-06-08..2026-06-14&team=Support&exclude_user=li.wei");
  const week = { from: "2026-06-08", to: "2026-06-15", team: "Support", exclude_user: "li.wei" };
  expect({ ...(await obole.figures()), batchSaved: "" }).toEqual({ ...of((await api.efficiency(week)).total), batchSaved: "" });
});

test("the page says what batch would have cost less, and the sentence is the API's sum", async ({ obole, api }) => {
  const { total } = await api.efficiency(june);
  const saving = Number(total.batchable?.saving);
  expect(saving).toBeGreaterThan(0);
  expect(await obole.moneyToSave()).toContain(
    `batch would have cost $${saving.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })} less`,
  );
  const rows = await obole.exportTable("opportunities");
  expect(sum(rows, "saving_usd")).toBeCloseTo(saving, 9);
});

test("a table is kept as a file and pasted with the same exact figures, which add up to the page's total", async ({ page, obole, api }) => {
  const { total } = await api.spend(june);
  const rows = await obole.exportTable("models");
  expect(rows.at(-1)?.cost_usd).toBe(total.cost);
  expect(sum(rows.slice(0, -1), "cost_usd")).toBeCloseTo(Number(total.cost), 9);

  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const pasted = await obole.copyTable("models");
  expect(table(pasted.replaceAll("\t", ","))).toEqual(rows); // no name here holds a comma
});

test("a title sorts its table, by keyboard too, and says so", async ({ obole }) => {
  const names = async () => (await obole.models()).map(([name]) => name);
  const dearestFirst = await names();
  await obole.sortModels("model");
  expect(await names()).not.toEqual(dearestFirst);
  expect(await obole.sorting("model")).toBe("ascending");
  await obole.sortModels("model");
  expect(await obole.sorting("model")).toBe("descending");
  await obole.sortModels("cost");
  expect(await names()).toEqual(dearestFirst); // what has no price stays last
});

for (const [tag, sights] of Object.entries(pairings)) {
  test.describe(tag, () => {
    test.use({ locale: tag });
    test("nothing keeps people out of what a unit costs", async ({ page }) => expectAccessible(page, sights));
  });
}
