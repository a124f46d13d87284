import { expectAccessible, pairings } from "./accessibility";
import { expect, test } from "./fixtures";

for (const locale of ["en-US", "fr-FR"] as const) {
  test.describe(locale, () => {
    test.use({ locale });

    test("a person writes down usage that no file tells of, sees it priced, and takes it back", async ({ obole, page, api }) => {
      await obole.open("usage");
      await expectAccessible(page, pairings[locale]);
      // 1 M of gpt-4o in at 2.50 and 100,000 out at 10.00 a million: 2.50 + 1.00 = $3.50
      await obole.writeDown({
        day: "2026-06-10",
        model: "gpt-4o",
        input_tokens: "1 000 000",
        output_tokens: "100 000",
        team: "Search",
        note: "by phone",
      });
      expect((await api.spend({ from: "2026-06-01", to: "2026-07-01", team: "Search" })).total).toMatchObject({
        cost: "3.5",
        requests: 0,
        requests_unknown: 1,
      });
      await obole.openWrittenDown("by phone");
      await obole.undoImport();
      expect((await api.spend({ from: "2026-06-01", to: "2026-07-01" })).total.cost).toBe("0");
    });
  });
}

test("what comes every month is recorded for each month until it is stopped", async ({ obole, api }) => {
  await obole.open("usage");
  // It is mid-September: four months from 30 May to 30 August.
  await obole.writeDown({ day: "2026-05-30", cadence: "monthly", model: "gpt-4o", input_tokens: "1000000", output_tokens: "0" });
  const total = async () => (await api.spend({ from: "2026-01-01", to: "2027-01-01" })).total.cost;
  expect(await total()).toBe("10");
  await obole.stopWritingDown();
  expect(await total()).toBe("10");
});

test("a count that is none is told at its field, and nothing is lost of what was typed", async ({ obole, page }) => {
  await obole.open("usage");
  await obole.fillUsage({ day: "2026-06-10", model: "gpt-4o", input_tokens: "a lot", output_tokens: "1" });
  await expect(page.getByLabel("Input tokens", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Input tokens", { exact: true })).toHaveValue("a lot");
  await expect(page.getByText("A whole number, not negative.")).toBeVisible();
});
