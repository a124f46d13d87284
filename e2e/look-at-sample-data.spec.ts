import { always } from "./expected";
import { expect, test } from "./fixtures";

test("sample data fills the pages with one click and leaves with another", async ({ obole, api }) => {
  await obole.open("spend");
  await obole.loadSample();
  await obole.open("spend?month=2026-06");
  await obole.expectTotal("$3,874.89"); // its rules are fixed, so its figures are known
  expect((await obole.ranking("team")).map(([name]) => name)).toEqual(["Support", "Research", "Search", "Platform", "Data", "Unattributed", "Total"]);
  expect((await obole.ranking("model")).map(([name]) => name)).toContain("No longer used: 1 model"); // GPT-4o, which Platform left in May

  await obole.removeSample();
  await obole.expectEmptySpend();
  expect((await api.spend(always)).total).toMatchObject({ requests: 0, cost: "0" });
});
