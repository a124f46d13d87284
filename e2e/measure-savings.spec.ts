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

/** What the page says of the figures above, in each language. */
const inWords = {
  "en-US": {
    dollars: (amount: string) => `${amount}`.replace(/^(\u2212?)/, "$1$$"),
    avoided: "cost $12.80 at list price, $12.80 as paid. On GPT-4o the same tokens would have cost $70.00 at list price: 5.47 times as much.",
    percent: "81.7% of the reference.",
    breakEven: "nothing is avoided below k = 0.183.",
    covered: "Covered: 94.1% of the tokens used in August 2026.",
    leftOut: [
      ["Part", "Tokens", "Paid"],
      ["Covered", "16.0\u00a0M", "$12.80"],
      ["Unpriced", "1.0\u00a0M", "—"],
      ["Spend in August 2026", "17.0\u00a0M", "$12.80"],
    ],
    tooLong: ["Prompt too long for the baseline", "1.0\u00a0M", "$0.40"],
    fewer: "would have cost $59.00 at list price: 4.61 times as much.",
    dearer: "would have cost $7.20 at list price, $5.60 less.",
    negative: "Your models cost $5.60 more than GPT-5.6 Luna.",
    cache: "Reads saved $16.20; writing to the cache cost $0.75 more.",
    fallback: "7.0\u00a0M tokens are counted at the nearest price of Command A",
    discounted: "cost $12.80 at list price, $11.52 as paid.",
    shares: "GPT-4o for the whole workspace (16.0\u00a0M tokens), GPT-5.6 Luna for team Platform (450,000 tokens)",
  },
  "fr-FR": {
    dollars: (amount: string) => `${amount.replace(".", ",")}\u00a0$`,
    avoided:
      "ont coûté 12,80\u00a0$ au prix public, 12,80\u00a0$ au prix payé. Sur GPT-4o, les mêmes jetons auraient coûté 70,00\u00a0$ au prix public, soit 5,47 fois autant.",
    percent: "81,7\u00a0% de la référence.",
    breakEven: "rien n’est évité sous k = 0,183.",
    covered: "Couvert\u00a0: 94,1\u00a0% des jetons utilisés en août 2026.",
    leftOut: [
      ["Part", "Jetons", "Payé"],
      ["Couvert", "16,0\u00a0M", "12,80\u00a0$"],
      ["Sans prix", "1,0\u00a0M", "—"],
      ["Dépenses en août 2026", "17,0\u00a0M", "12,80\u00a0$"],
    ],
    tooLong: ["Requête trop longue pour la référence", "1,0\u00a0M", "0,40\u00a0$"],
    fewer: "auraient coûté 59,00\u00a0$ au prix public, soit 4,61 fois autant.",
    dearer: "auraient coûté 7,20\u00a0$ au prix public, soit 5,60\u00a0$ de moins.",
    negative: "Vos modèles coûtent 5,60\u00a0$ de plus que GPT-5.6 Luna.",
    cache: "Les lectures ont épargné 16,20\u00a0$\u00a0; l’écriture a coûté 0,75\u00a0$ de plus.",
    fallback: "7,0\u00a0M de jetons sont comptés au prix le plus proche de Command A",
    discounted: "ont coûté 12,80\u00a0$ au prix public, 11,52\u00a0$ au prix payé.",
    shares: "GPT-4o pour tout l’espace (16,0\u00a0M de jetons), GPT-5.6 Luna pour l’équipe Platform (450\u202f000\u00a0jetons)",
  },
};

for (const [locale, { dollars, ...words }] of Object.entries(inWords))
  test.describe(`on the page in ${locale}`, () => {
    test.use({ locale });

    test("what was avoided, a dearer choice, a discount, a cache, other numbers of tokens and what is left out", async ({
      workspace,
      obole,
      api,
    }) => {
      await record(workspace, medium, unpriced, { ...claude, timestamp: "2026-07-15T10:00:00Z" });
      // A single prompt, longer than the 8,192 tokens of GPT-4.
      await record(workspace, { ...medium, timestamp: "2026-10-15T10:00:00Z", input_tokens: 1_000_000, output_tokens: 0, requests: 1 });
      const shows = (discount: string, cache: string, avoided: string) =>
        obole.expectSavings({ discount: dollars(discount), cache: dollars(cache), avoided: dollars(avoided) });

      await obole.open("savings?period=2026-08&baseline=openai%2Fgpt-4o");
      await shows("0.00", "0.00", "57.20");
      await obole.expectSavingsSentence(words.avoided);
      await obole.expectText(words.percent);
      await obole.expectText(words.breakEven);
      await obole.expectText(words.covered);
      expect(await obole.savingsTable("leftOut")).toEqual(words.leftOut);

      await obole.open("savings?period=2026-08&baseline=openai%2Fgpt-4o&k_in=0.9&k_out=0.8");
      await shows("0.00", "0.00", "46.20");
      await obole.expectSavingsSentence(words.fewer);

      await obole.open("savings?period=2026-08&baseline=openai%2Fgpt-5.6-luna");
      await shows("0.00", "0.00", "\u22125.60");
      await obole.expectSavingsSentence(words.dearer);
      await obole.expectText(words.negative);

      await obole.open("savings?period=2026-07&baseline=cohere%2Fcommand-a-03-2025");
      await shows("0.00", "15.45", "0.45");
      await obole.expectText(words.cache);
      await obole.expectText(words.fallback);

      await obole.open("savings?period=2026-08&baseline=mistral%2Fmistral-medium-2508");
      await shows("0.00", "0.00", "0.00"); // against itself

      await obole.open("savings?period=2026-10&baseline=openai%2Fgpt-4");
      expect(await obole.savingsTable("leftOut")).toContainEqual(words.tooLong);

      await workspace.discount(10);
      await obole.open("savings?period=2026-08&baseline=openai%2Fgpt-4o");
      await shows("1.28", "0.00", "57.20");
      await obole.expectSavingsSentence(words.discounted);

      const small = { ...medium, team: "Platform", input_tokens: 450_000, output_tokens: 0 };
      await record(workspace, small);
      const body = JSON.stringify({ model: "openai/gpt-5.6-luna", team: "Platform" });
      await api.json("POST", "/baselines", { body });
      await obole.open("savings?period=2026-08");
      await obole.expectText(words.shares);
    });
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
