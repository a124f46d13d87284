import { expectAccessible, pairings } from "./accessibility";
import { expect, test, type Workspace } from "./fixtures";

const august = { from: "2026-08-01", to: "2026-09-01" };
const medium = { provider: "mistral", model: "mistral-medium-3.1", input_tokens: 12_000_000, output_tokens: 4_000_000 };
const unpriced = { provider: "acme", model: "acme-internal-1", input_tokens: 1_000_000, output_tokens: 0 };
const allToGpt4o = "share=100&to_model=openai%2Fgpt-4o&period=2026-08";

async function record({ api }: Workspace, ...rows: object[]): Promise<void> {
  const body = JSON.stringify(rows.map((row) => ({ timestamp: "2026-08-15T10:00:00Z", requests: 1000, ...row })));
  expect(await api.json("POST", "/usage", { body })).toMatchObject({ accepted: rows.length, rejected: [] });
}

test("all of it to GPT-4o is the savings against GPT-4o, on the page and over the API, and nothing is written", async ({
  workspace,
  obole,
  api,
  page,
}) => {
  await record(workspace, medium, unpriced);
  // 12 × 0.40 + 4 × 2.00 = 12.80; on GPT-4o 12 × 2.50 + 4 × 10 = 70.00: 57.20 more, 446.9 %
  await obole.open(`savings/scenarios?${allToGpt4o}`);
  await expect(page.getByTestId("scenario")).toHaveText(
    "100% of all usage moves to GPT-4o. Spend in August 2026 was $12.80; it would have been $70.00, $57.20 more (+446.9%).",
  );
  await expect(page.getByTestId("difference")).toHaveText("+$57.20");
  await obole.expectText("Stays: no price");
  await expectAccessible(page, pairings["en-US"]);
  const { total } = await api.savings({ ...august, baseline: "openai/gpt-4o" });
  const body = JSON.stringify({ name: "x", move: { share: "100", to_model: "openai/gpt-4o" } });
  const tried = await api.json("POST", "/scenarios", { body, query: { ...august, dry_run: "1" } });
  expect(tried).toMatchObject({ total: { list_before: total.list, list_after: total.reference, list_difference: total.avoided } });
  expect(total).toMatchObject({ reference: "70", avoided: "57.2" });
  expect(await api.json("GET", "/scenarios")).toMatchObject({ items: [] });
  await page.getByRole("link", { name: "See the savings against GPT-4o" }).click();
  await obole.expectSavings({ discount: "$0.00", cache: "$0.00", avoided: "$57.20" });
});

test("a scenario is kept, printed on one page, compared with another, deleted and brought back", async ({ workspace, obole, api, page }) => {
  await record(workspace, medium);
  await api.json("POST", "/scenarios", { body: JSON.stringify({ name: "A quarter", move: { share: "25", to_model: "openai/gpt-4o" } }) });
  await obole.open(`savings/scenarios?${allToGpt4o}`);
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.getByLabel("Name").fill("All to GPT-4o");
  await page.getByRole("dialog").getByRole("button", { name: "Keep it" }).click();
  await expect(page.getByRole("heading", { name: "All to GPT-4o" })).toBeVisible();
  const pages = (await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type \/Page\b/g);
  expect(pages).toHaveLength(1);

  await page.getByRole("link", { name: "All scenarios" }).click();
  await page.getByRole("checkbox", { name: "Compare A quarter" }).check();
  await page.getByRole("checkbox", { name: "Compare All to GPT-4o" }).check();
  await page.getByRole("button", { name: "Set side by side" }).click();
  // a quarter of 12.80 is 3.20, and of 70.00 it is 17.50: 14.30 more
  await expect(page.getByRole("row", { name: /^Difference/ })).toContainText("+$57.20");
  await expect(page.getByRole("row", { name: /^Difference/ })).toContainText("+$14.30");
  await expectAccessible(page, pairings["en-US"]);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy the link" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  await page.goto(await page.evaluate(() => navigator.clipboard.readText()));
  await expect(page.getByRole("row", { name: /^Difference/ })).toContainText("+$14.30");

  await page.getByRole("link", { name: "All scenarios" }).click();
  await page
    .getByRole("row", { name: /A quarter/ })
    .getByRole("button", { name: "Delete" })
    .click();
  await page.getByRole("button", { name: "Bring back" }).click();
  await expect(page.getByRole("table", { name: "Kept scenarios" })).toContainText("A quarter");
});

test.describe("in French, without JavaScript", () => {
  test.use({ locale: "fr-FR", javaScriptEnabled: false });

  test("la moitié vers un modèle moins cher", async ({ workspace, obole, page }) => {
    await record(workspace, medium);
    await obole.open("savings/scenarios?period=2026-08");
    await page.getByLabel("Part concernée").fill("50,0");
    await page.getByLabel("Modèle", { exact: true }).selectOption("openai/gpt-5.6-luna");
    await page.getByRole("button", { name: "Calculer" }).click();
    // half of 12.80 and half of 7.20: 2.80 less, 21.875 %
    await expect(page.getByTestId("scenario")).toHaveText(
      "50\u00a0% de tout l’usage passe à GPT-5.6 Luna. Les dépenses en août 2026 ont été de 12,80\u00a0$\u00a0; elles auraient été de 10,00\u00a0$, soit 2,80\u00a0$ de moins (\u221221,9\u00a0%).",
    );
  });

  test("l’estimateur lit « 20 000 » et « 20,000 »", async ({ obole }) => {
    // 20,000 × 0.40 + 1,000 × 2.00 per million = 0.008 + 0.002
    for (const tokens of ["20%2C000", "20%E2%80%AF000"]) {
      await obole.open(`estimate?tokens=${tokens}`);
      expect((await obole.estimateOf("Mistral Medium 3.1"))[0]?.replace(/\s/g, " ")).toBe("0,01 $");
    }
  });
});
