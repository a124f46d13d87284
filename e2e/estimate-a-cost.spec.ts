import { analysisSchema } from "@/lib/analysis/json";
import { estimateSchema } from "@/lib/estimator/schema";
import { expectAccessible, pairings } from "./accessibility";
import { Obole } from "./app";
import { expect, test } from "./fixtures";

const [nbsp, nnbsp] = ["\u00a0", "\u202f"];

test.describe("in French", () => {
  test.use({ locale: "fr-FR", permissions: ["clipboard-read", "clipboard-write"] });

  test("Mistral Medium 3.1, est-ce cher ? Pas vraiment", async ({ obole, page }) => {
    await obole.openModel("mistral", "mistral-medium-3.1");
    expect(await obole.verdict()).toBe("Pas vraiment.");
    // As it stands there, with every space that does not break.
    const said = await page.locator("main").textContent();
    expect(said).toContain(`Mistral Medium 3.1, est-ce cher${nbsp}?`);
    expect(said).toContain(`coûte 0,40${nbsp}$, un million en sortie 2,00${nbsp}$`);
    // (3 × 0.40 + 2.00) / 4 = 0.80 against (3 × 2.50 + 10) / 4 = 4.375: 5.46875 times
    expect(said).toContain(`contre 4,375${nbsp}$ pour GPT-4o`);
    expect(said).toContain("5,47 fois moins");
    await expectAccessible(page, pairings["fr-FR"]);

    const markdown = await obole.copyAsMarkdown();
    expect(markdown).toContain("**Pas vraiment.**");
    expect(markdown).toContain(`| Mélangé 3:1 | 0,80${nbsp}$ | 4,375${nbsp}$ |`);

    // 10,000 × 0.40 + 1,000 × 2.00 per million = 0.006 a call; 6 a thousand; 180 in 30 days of a thousand
    await obole.estimateForOwnUsage();
    expect(await obole.estimateOf("Mistral Medium 3.1")).toEqual([
      ...["0,006 $", "6,00 $", "6,00 $", "180,00 $"],
      ...["144,00 $ – 216,00 $", "2 190,00 $"],
    ]);
    expect((await obole.sideBySide())[0]?.slice(2)).toEqual(["Mistral Medium 3.1", "GPT-4o"]);
    await expectAccessible(page, pairings["fr-FR"]);

    // 1,028,800 × 0.40 / 10⁶ × 1,000 × 30 = 12,345.60
    await obole.ask({ tokens: `1${nnbsp}028${nnbsp}800`, answer: "0" });
    expect((await obole.estimateOf("Mistral Medium 3.1"))[3]).toBe("12 345,60 $");
    expect(await page.locator("main").textContent()).toContain(`12${nnbsp}345,60${nbsp}$`);
  });
});

test("10,000 tokens that count the answer: $0.008 a call, $43.75 a thousand on GPT-4o, on the page and over the API", async ({
  obole,
  page,
  api,
}) => {
  await obole.open("estimate");
  await obole.ask({ tokens: "10,000", isIncluded: true });
  expect(page.url()).toContain("included=1");
  // 7,500 × 0.40 + 2,500 × 2.00 = 0.003 + 0.005; 7.5 × 2.50 + 2.5 × 10 = 18.75 + 25
  expect((await obole.estimateOf("Mistral Medium 3.1"))[0]).toBe("$0.008");
  expect((await obole.estimateOf("GPT-4o"))[1]).toBe("$43.75");

  const body = JSON.stringify({ input_tokens: 7500, output_tokens: 2500, requests: 1000 });
  const { models, verdict } = estimateSchema.parse(await api.json("POST", "/estimate", { body }));
  const of = (id: string) => models.find(({ model, provider }) => `${provider}/${model}` === id)?.list;
  expect(of("mistral/mistral-medium-2508")).toEqual({ per_request: "0.008", total: "8" });
  expect(of("openai/gpt-4o")).toEqual({ per_request: "0.04375", total: "43.75" });
  // Embeddings answer nothing, so none of them is named as the cheapest.
  expect(verdict?.model).not.toContain("embed");
  await expectAccessible(page, pairings["en-US"]);
});

test("the analysis over the API: figures, sentences and sources, or Markdown", async ({ api }) => {
  const path = "/models/mistral/mistral-medium-3.1/analysis";
  const analysis = analysisSchema.parse(await api.json("GET", path, { query: { locale: "fr" } }));
  expect(analysis).toMatchObject({ model: "mistral-medium-2508", weights: "3:1", verdict: "cheap", output_share_percent: "62.500000" });
  expect(analysis.price).toMatchObject({ blended: "0.8", prices: { input: "0.4", output: "2", cache_read: null } });
  expect(analysis.baseline).toMatchObject({
    model: "gpt-4o",
    blended: "4.375",
    relation: "cheaper",
    times: "5.468750",
    percent: "18.285714",
    is_preset: true,
  });
  expect(analysis.text).toMatchObject({ question: `Mistral Medium 3.1, est-ce cher${nbsp}?`, answer: "Pas vraiment." });
  // against GPT-5.6 Luna, (3 × 0.20 + 1.20) / 4 = 0.45: 0.80 / 0.45 = 1.777778 times dearer
  const luna = analysisSchema.parse(await api.json("GET", path, { query: { baseline: "openai/gpt-5.6-luna" } }));
  expect(luna).toMatchObject({ verdict: "expensive", baseline: { relation: "dearer", times: "1.777778" } });
  // at 9:1 (9 × 0.40 + 2.00) / 10 = 0.56
  expect(analysisSchema.parse(await api.json("GET", path, { query: { ratio: "9" } })).price?.blended).toBe("0.56");

  const answer = await api.call("GET", path, { headers: { accept: "text/markdown" } });
  expect(answer.headers.get("content-type")).toBe("text/markdown; charset=utf-8");
  expect(await answer.text()).toMatch(/^# Is Mistral Medium 3\.1 expensive\?\n\n\*\*Not really\.\*\*/);
  expect((await api.call("GET", "/models/acme/nothing/analysis")).status).toBe(404);
  expect((await api.call("GET", path, { query: { baseline: "acme/nothing" } })).status).toBe(422);
});

test("a pasted text is counted, and is nowhere in the address", async ({ obole, page }) => {
  await obole.open("estimate?model=openai%2Fgpt-4o&answer=0");
  await obole.countText("antidisestablishmentarianism");
  await obole.expectText("Your text: 6 tokens in the prompt and 0 in the answer");
  expect(page.url()).not.toContain("antidis");
  // 6 × 2.50 / 10⁶ × 1,000 = 0.015, exactly, for GPT-4o's vocabulary is published
  expect((await obole.estimateOf("GPT-4o"))[1]).toBe("$0.015");
  await expect(page.getByRole("row").filter({ hasText: "Mistral Medium 3.1" }).filter({ hasText: "tokens estimated" })).toHaveCount(1);
});

test("one's own mix of the last 30 days, at what the spend page says", async ({ obole, api, page }) => {
  // Nothing yet: that is said, and the typed figures stand.
  await obole.open("estimate?mix=30d");
  await obole.expectText("there is no mix to take");
  // 3 M plain, 6 M cached, 1 M out in a thousand calls on GPT-4o: 7.50 + 7.50 + 10 = 25
  const row = { timestamp: "2026-09-10T10:00:00Z", provider: "openai", model: "gpt-4o", input_tokens: 9_000_000, cached_input_tokens: 6_000_000 };
  await api.json("POST", "/usage", { body: JSON.stringify([{ ...row, output_tokens: 1_000_000, requests: 1000 }]) });
  await page.reload();
  expect(await obole.estimateOf("GPT-4o")).toEqual(["$0.025", "$25.00", "$0.8333", "$25.00", "$20.00 – $30.00", "$304.17"]);
});

test("an owner opens the estimator to those who are not signed in, at list prices only", async ({ obole, workspace, browser, url }) => {
  const visitor = await browser.newPage({ baseURL: url, locale: "en-US", storageState: { cookies: [], origins: [] } });
  const asked = `/estimate/${workspace.slug}?model=mistral%2Fmistral-medium-2508`;
  expect((await visitor.goto(asked))?.status()).toBe(404);
  expect((await visitor.goto("/estimate/no-such-workspace"))?.status()).toBe(404);

  // 10 % off everything: members pay 0.0054 a call, which nobody else is told.
  await workspace.discount(10);
  await obole.openEstimatorToAll(true);
  await obole.open("estimate");
  expect((await obole.estimateOf("Mistral Medium 3.1"))[0]).toBe("$0.0054");
  expect((await visitor.goto(asked))?.status()).toBe(200);
  const theirs = new Obole(visitor, "en", workspace.slug);
  expect((await theirs.estimateOf("Mistral Medium 3.1"))[0]).toBe("$0.006");
  await expectAccessible(visitor, pairings["en-US"]);
  expect((await visitor.goto(`/estimate/${workspace.slug}/mistral/mistral-medium-3.1`))?.status()).toBe(200);
  expect(await theirs.verdict()).toBe("Not really.");
  expect(await visitor.content()).not.toContain("$0.36");

  await obole.openEstimatorToAll(false);
  expect((await visitor.goto(asked))?.status()).toBe(404);
  await visitor.close();
});
