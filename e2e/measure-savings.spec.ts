import { expect, test, type Workspace } from "./fixtures";

// The figures are in dollars per million tokens, on 15 August 2026; each row stands for a thousand requests.
const august = { from: "2026-08-01", to: "2026-09-01" };
const medium = { provider: "mistral", model: "mistral-medium-3.1", input_tokens: 12_000_000, output_tokens: 4_000_000 };
// 3 M plain, 6 M read from the cache, 1 M written to it
const claude = {
  ...{ provider: "anthropic", model: "claude-sonnet-4-5", input_tokens: 10_000_000, output_tokens: 2_000_000 },
  ...{ cached_input_tokens: 6_000_000, cache_write_tokens: 1_000_000 },
};
const unpriced = { provider: "acme", model: "acme-internal-1", input_tokens: 1_000_000, output_tokens: 0 };

async function record({ api }: Workspace, ...rows: object[]): Promise<void> {
  const body = JSON.stringify(rows.map((row) => ({ timestamp: "2026-08-15T10:00:00Z", requests: 1000, ...row })));
  expect(await api.json("POST", "/usage", { body })).toMatchObject({ accepted: rows.length, rejected: [] });
}

test("a million tokens in and a million out of Mistral Medium 3.1 cost exactly $2.40", async ({ workspace, api }) => {
  await record(workspace, { ...medium, input_tokens: 1_000_000, output_tokens: 1_000_000 }); // 0.40 + 2.00
  expect((await api.spend(august)).total.cost).toBe("2.4");
});

test("12 M in and 4 M out cost $12.80, and $57.20 less than on GPT-4o", async ({ workspace, api }) => {
  await record(workspace, medium);
  // 12 × 0.40 + 4 × 2.00 = 12.80; 12 × 2.50 + 4 × 10 = 70.00; 57.20 / 70 = 81.714 %; 70 / 12.80 = 5.46875; 12.80 / 70 = 0.182857
  expect((await api.savings({ ...august, baseline: "openai/gpt-4o" })).total).toMatchObject({
    ...{ actual: "12.8", list: "12.8", discount: "0", cache_effect: "0", reference: "70", avoided: "57.2" },
    ...{ avoided_percent: "81.714286", times: "5.468750", break_even: "0.182857", coverage: { tokens_percent: "100", excluded: [] } },
  });
});

test("a baseline that would need fewer tokens saves less", async ({ workspace, api }) => {
  await record(workspace, medium);
  // 12 × 0.9 × 2.50 + 4 × 0.8 × 10 = 27 + 32 = 59
  const { total } = await api.savings({ ...august, baseline: "openai/gpt-4o", k_in: "0.9", k_out: "0.8" });
  expect(total).toMatchObject({ reference: "59", avoided: "46.2" });
});

test("against a cheaper model nothing was saved, and the sign says so", async ({ workspace, api }) => {
  await record(workspace, medium);
  // 12 × 0.20 + 4 × 1.20 = 7.20
  const { total } = await api.savings({ ...august, baseline: "openai/gpt-5.6-luna" });
  expect(total).toMatchObject({ reference: "7.2", avoided: "-5.6", times: "0.562500" });
});

test("a discount is a line of its own", async ({ workspace, api }) => {
  await record(workspace, medium);
  await workspace.discount(10);
  const { total } = await api.savings({ ...august, baseline: "openai/gpt-4o" });
  expect(total).toMatchObject({ list: "12.8", actual: "11.52", discount: "1.28", avoided: "57.2" });
  expect((await api.spend(august)).total).toMatchObject({ cost: "11.52", basis: { list: "0", contract: "11.52", manual: "0" } });
});

test("the cache saved what its reads spared, less what its writes cost", async ({ workspace, api }) => {
  await record(workspace, claude);
  // 3 × 3 + 6 × 0.30 + 1 × 3.75 + 2 × 15 = 44.55; 6 × 2.70 − 1 × 0.75 = 15.45; on Command A, without cache prices: 10 × 2.50 + 2 × 10 = 45
  const { total } = await api.savings({ ...august, baseline: "cohere/command-a-03-2025" });
  expect(total).toMatchObject({ actual: "44.55", cache_effect: "15.45", reference: "45", avoided: "0.45" });
});

test("a model without a price moves none of it, and is named as left out", async ({ workspace, api }) => {
  await record(workspace, medium, unpriced);
  // 16 of 17 M tokens: 94.117 %, floored
  expect((await api.savings({ ...august, baseline: "openai/gpt-4o" })).total).toMatchObject({
    ...{ actual: "12.8", reference: "70", avoided: "57.2" },
    coverage: { tokens_percent: "94.1", excluded: [{ reason: "unpriced", tokens: 1_000_000, actual: null }] },
  });
  expect((await api.spend(august)).total).toMatchObject({ cost: "12.8", unpriced: { requests: 1000, tokens: 1_000_000 } });
});

test("against itself a model avoids nothing", async ({ workspace, api }) => {
  await record(workspace, medium);
  const { total } = await api.savings({ ...august, baseline: "mistral/mistral-medium-2508" });
  expect(total).toMatchObject({ avoided: "0", times: "1.000000" });
});

test("the page says the same in words: what was avoided, a model that is cheaper, and what is left out", async ({ workspace, obole }) => {
  await record(workspace, medium, unpriced);
  await obole.open("savings?period=2026-08&baseline=openai%2Fgpt-4o");
  await obole.expectSavings({ discount: "$0.00", cache: "$0.00", avoided: "$57.20" });
  await obole.expectSavingsSentence(
    "The tokens used in August 2026 cost $12.80 at list price, $12.80 as paid. On GPT-4o the same tokens would have cost $70.00",
  );
  expect(await obole.savingsTable("leftOut")).toEqual([
    ["Part", "Tokens", "Paid"],
    ["Covered", "16.0\u00a0M", "$12.80"],
    ["Unpriced", "1.0\u00a0M", "—"],
    ["Spend in August 2026", "17.0\u00a0M", "$12.80"],
  ]);
  await obole.open("savings?period=2026-08&baseline=openai%2Fgpt-5.6-luna");
  await obole.expectSavings({ discount: "$0.00", cache: "$0.00", avoided: "\u2212$5.60" });
  await obole.expectSavingsSentence("would have cost $7.20 at list price, $5.60 less.");
});

test("every model of the book tells what August would have cost on it, the cheapest first, as the API does", async ({ workspace, obole, api }) => {
  await record(workspace, medium);
  await obole.open("savings?period=2026-08");
  const rows = (await obole.savingsTable("everyModel")).slice(1);
  expect(rows.length).toBeGreaterThan(5);
  const { items } = await api.savingsByModel(august);
  expect(items.find(({ model }) => model === "gpt-4o")).toMatchObject({ reference: "70", avoided: "57.2", times: "5.468750" });
  const times = items.flatMap(({ times: ratio }) => (ratio === null ? [] : [Number(ratio)]));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test("a team's own baseline counts for its usage from its day on, and is withdrawn into the history", async ({ workspace, obole, api }) => {
  await record(workspace, { ...medium, team: "Platform" }, { ...medium, team: "Search" });
  await obole.open("savings?period=2026-08");
  await obole.nameBaseline({ model: "openai/gpt-5.6-luna", scope: "team:Platform", from: "2026-08-01" });
  // Platform against Luna: 7.20 − 12.80; Search against the preset, GPT-4o: 70.00 − 12.80
  const found = await api.savings({ ...august, group_by: "team" });
  expect(found.rows.map((row) => [row.team, row.avoided])).toEqual(
    expect.arrayContaining([
      ["Platform", "-5.6"],
      ["Search", "57.2"],
    ]),
  );
  expect(found.baselines).toMatchObject([
    { model: expect.any(String), tokens: 16_000_000 },
    { model: expect.any(String), tokens: 16_000_000 },
  ]);
  await obole.open("savings?period=2026-08&by=team");
  expect((await obole.savingsTable("byTeam")).map(([name, , , avoided]) => [name, avoided])).toEqual([
    ["Team", "C, avoided"],
    ["Search", "+$57.20"],
    ["Platform", "\u2212$5.60"],
    ["Covered", "+$51.60"],
  ]);
  await obole.open("savings/baselines");
  await obole.withdrawBaseline();
  expect((await api.savings(august)).total.avoided).toBe("114.4");
});

test.describe("in French", () => {
  test.use({ locale: "fr-FR" });

  test("les économies s’écrivent avec leurs espaces insécables", async ({ workspace, obole }) => {
    // 0.40 a million: a million tokens in July, 30,864 million in August
    await record(workspace, { ...medium, timestamp: "2026-07-15T10:00:00Z", input_tokens: 1_000_000, output_tokens: 0 });
    await record(workspace, { ...medium, input_tokens: 30_864_000_000, output_tokens: 0 });
    await obole.open("savings?period=2026-07-01..2026-08-31&baseline=openai%2Fgpt-4o");
    const months = (await obole.savingsTable("byMonth")).map(([month, list]) => [month, list]);
    expect(months).toEqual([
      ["Mois", "Prix public"],
      ["juillet 2026", "0,40\u00a0$"],
      ["août 2026", "12\u202f345,60\u00a0$"],
      ["Couvert", "12\u202f346,00\u00a0$"],
    ]);
    await obole.expectSavingsSentence("Les jetons utilisés du 1er juillet au 31 août 2026 ont coûté 12\u202f346,00\u00a0$ au prix public");
    await obole.open("savings?period=2026-08&baseline=openai%2Fgpt-5.6-luna");
    await obole.expectSavingsSentence("soit 6\u202f172,80\u00a0$ de moins."); // 30,864 × 0.20 dearer than Luna
  });
});
