import { expect, test } from "./fixtures";

// Mistral Medium 3.1 costs 0.40 in and 2.00 out, a million. Blended 3:1 it is (3 × 0.40 + 2.00) / 4 = 0.80, 9:1 (3.60 + 2.00) / 10 = 0.56;
// GPT-4o at 2.50 and 10 is (7.50 + 10) / 4 = 4.375. Used half and half, Medium is (0.40 + 2.00) / 2 = 1.20.
const file = `timestamp,provider,model,input_tokens,output_tokens
2026-06-10T12:00:00Z,mistral,mistral-medium-3.1,1000000,1000000
2026-06-12T12:00:00Z,mistral,mistral-medium-3.1,1000000,1000000
`;
const own = {
  kind: "price",
  scope: { provider: "mistral", model: "mistral-medium-3.1" },
  prices: { input: "0.20", output: "1.00" },
  from: "2026-06-11",
};

test("a model's price is blended at any weights, and at one's own mix; a change is marked on the trend", async ({ api, obole, page }) => {
  await api.upload(file);
  await obole.open("models/mistral/mistral-medium-3.1");
  await expect(page.getByRole("row", { name: "Blended 3:1 $0.80 $4.375", exact: true })).toBeVisible();
  await expect(page.getByRole("row", { name: "Blended 9:1 $0.56 $3.25", exact: true })).toBeVisible();
  await expect(page.getByTestId("own-mix")).toContainText("$1.20");
  await page.getByLabel("Tokens in for one out").fill("4");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  // (4 × 0.40 + 2.00) / 5 = 0.72
  await expect(page.getByRole("row", { name: /^Blended 4:1 \$0\.72 / })).toBeVisible();

  await obole.open("spend?month=2026-06");
  await expect(page.getByTestId("price-changes")).toHaveCount(0);
  await api.json("POST", "/price-rules", { body: JSON.stringify(own) });
  await obole.open("spend?month=2026-06");
  await expect(page.getByTestId("price-changes")).toHaveText(/11 June.*Mistral Medium 3\.1: \$0\.40 \/ \$2\.00 → \$0\.20 \/ \$1\.00/);
  await obole.expectTotal("$3.60"); // 2.40 + 1.20
});
