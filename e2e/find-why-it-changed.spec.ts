import { expect, test } from "./fixtures";

const may = { from: "2026-05-01", to: "2026-06-01" };
const june = { from: "2026-06-01", to: "2026-07-01" };

test("a team lead finds why Search cost more in June", async ({ obole, api }) => {
  await obole.open("spend");
  await obole.loadSample();
  const [before, now] = [(await api.spend(may)).total.cost, (await api.spend(june)).total.cost];
  await obole.open("spend?month=2026-06");

  // From what May cost to what June cost, part by part; shown cents may differ from the exact sum by half a cent each.
  const told = await obole.why();
  const amounts = told.map(({ amount }) => dollars(amount));
  expect([told[0]?.name, told.at(-1)?.name]).toEqual(["May 2026", "June 2026"]);
  expect(amounts[0]).toBeCloseTo(Number(before), 1);
  expect(amounts.at(-1)).toBeCloseTo(Number(now), 1);
  expect(amounts.slice(0, -1).reduce((sum, amount) => sum + amount, 0)).toBeCloseTo(amounts.at(-1) ?? 0, 1);
  // On 16 June mistral-medium-latest began to name a dearer model: that is the price part, and it is Search that uses it.
  expect(told.find(({ name }) => name.startsWith("Price"))?.name).toContain("mostly Mistral Medium");
  const teams = await obole.whyBy("team");
  expect(teams.find(([name]) => name === "Search")).toEqual(["Search", "Price", expect.stringMatching(/^\+\$/)]);
  expect((await obole.why()).find(({ name }) => name.startsWith("Price"))?.name).toContain("mostly Search");
});

test("a team lead narrows the page to a team, and to all but it", async ({ obole, api }) => {
  await obole.open("spend");
  await obole.loadSample();
  await obole.open("spend?month=2026-06");
  await obole.narrowTo("team", "Search");
  expect(dollars(await obole.total())).toBeCloseTo(Number((await api.spend({ ...june, team: "Search" })).total.cost), 1);
  expect((await obole.why()).map(({ amount }) => dollars(amount)).at(-1)).toBeCloseTo(dollars(await obole.total()), 1);

  await obole.leaveOut("Search");
  expect(dollars(await obole.total())).toBeCloseTo(Number((await api.spend({ ...june, exclude_team: "Search" })).total.cost), 1);

  await obole.open("spend?month=2026-06&team=Nobody");
  await obole.expectText(`0 of ${thousands((await api.spend(june)).total.requests)} requests match.`);
  await obole.clearFilters();
  expect(dollars(await obole.total())).toBeCloseTo(Number((await api.spend(june)).total.cost), 1);
});

test("a bar, an entry of the legend, a day and Other narrow the page to themselves", async ({ page, obole, api }) => {
  await obole.open("spend");
  await obole.loadSample();
  const total = async (query: Record<string, string>) => Number((await api.spend({ ...june, ...query })).total.cost);
  const address = "spend?month=2026-06&by=team";
  await obole.open(address);
  await obole.clickChart({ x: 0.5, y: 0.88 }); // the lowest part of a bar: the largest team's
  await expect(page).toHaveURL(/team=Support/);
  expect(dollars(await obole.total())).toBeCloseTo(await total({ team: "Support" }), 1);

  await obole.open(address);
  await obole.clickChart({ x: 0.06, y: 0.97 }); // under the axis
  await expect(page).toHaveURL(/period=2026-06-01\.\.2026-06-01/);
  expect(dollars(await obole.total())).toBeCloseTo(await total({ to: "2026-06-02" }), 1);

  await obole.open("spend?month=2026-06&sort=user.name"); // by name, so that others than the dearest are told apart
  const other = (await obole.ranking("user")).find(([name]) => name?.startsWith("Other"));
  await obole.followIn("user", "Other");
  expect(other).toContain(await obole.total());
});

test("a team lead follows a cost down to the events it is made of", async ({ obole, api }) => {
  await obole.open("spend");
  await obole.loadSample();
  await obole.open("spend?month=2026-06&team=Search");
  const { items } = (await api.json("GET", "/events", { query: { ...june, team: "Search", limit: "100" } })) as { items: { cost: string }[] };
  const newest = await obole.events();
  await obole.olderEvents();
  const shown = [...newest, ...(await obole.events())];
  expect(shown).toHaveLength(items.length); // an event a day, so two pages: all of June
  expect(shown.every((cells) => cells.includes("Search"))).toBe(true);
  for (const [place, cells] of shown.entries()) expect(dollars(cells.at(-1) ?? "")).toBeCloseTo(Number(items[place]?.cost), 1);
});

function thousands(count: number | string): string {
  return Number(count).toLocaleString("en-US");
}

/** An amount as the English screen writes it. */
function dollars(text: string): number {
  return Number(text.replace("−", "-").replace(/[$,+]/g, ""));
}
