import { expectAccessible, pairings } from "./accessibility";
import { Obole } from "./app";
import { expect, test } from "./fixtures";

test("a team lead looks at days of their own, filters them, and keeps the view for everybody", async ({ page, obole, api }) => {
  test.setTimeout(240_000);
  await obole.open("spend");
  await obole.loadSample();
  await obole.chooseDays("2026-06-08", "2026-06-21");
  expect(cents(await obole.total())).toBeCloseTo(Number((await api.spend({ from: "2026-06-08", to: "2026-06-22" })).total.cost), 1);
  await obole.filterBy("user", "omar.haddad", "withoutThese");
  const { total } = await api.spend({ from: "2026-06-08", to: "2026-06-22", exclude_user: "omar.haddad" });
  expect(cents(await obole.total())).toBeCloseTo(Number(total.cost), 1);
  await obole.saveView("Without Omar", { forAll: true });

  await obole.open("spend/views");
  await expectAccessible(page, pairings["en-US"]);
  await obole.withView("Without Omar", "makeDefault");
  await obole.expectView("Without Omar", { isDefault: true });
  await obole.open("spend");
  expect(cents(await obole.total())).toBeCloseTo(Number(total.cost), 1);

  await obole.open("spend/views");
  await obole.withView("Without Omar", "delete");
  await obole.withView("Without Omar", "restore");
  await obole.expectView("Without Omar", { isDefault: true });
});

test("what was launched on a day is written on it, and an accidental deletion is undone", async ({ page, obole }) => {
  await obole.open("spend");
  await obole.loadSample();
  await obole.open("spend?period=2026-06");
  await obole.writeOn("2026-06-16", "Search began to use Medium 3.5");
  expect((await obole.written())[0]).toContain("16 June");
  await obole.deleteWriting("Search began to use Medium 3.5");
  await obole.open("spend?period=2026-Q2&step=week&as=cumulative&filter=team");
  expect((await obole.written())[0]).toContain("Search began to use Medium 3.5");
  await expectAccessible(page, pairings["en-US"]);
});

test("the page is whole without JavaScript: days, filters and the trend as a table", async ({ browser, url, signedIn, obole, api, workspace }) => {
  await obole.open("spend");
  await obole.loadSample();
  const context = await browser.newContext({ baseURL: url, storageState: signedIn, javaScriptEnabled: false, locale: "en-US" });
  const plain = new Obole(await context.newPage(), "en", workspace.slug);
  await plain.open("spend?period=2026-06&filter=team");
  await plain.chooseDays("2026-06-01", "2026-06-10");
  expect(cents(await plain.total())).toBeCloseTo(Number((await api.spend({ from: "2026-06-01", to: "2026-06-11" })).total.cost), 1);
  expect((await plain.trend("day")).stops).toHaveLength(10);
  await plain.filterBy("team", "Search", "onlyThese");
  expect(cents(await plain.total())).toBeCloseTo(Number((await api.spend({ from: "2026-06-01", to: "2026-06-11", team: "Search" })).total.cost), 1);
  await context.close();
});

/** An amount as the English screen writes it. */
function cents(text: string): number {
  return Number(text.replace("−", "-").replace(/[$,+]/g, ""));
}
