import { expectAccessible, pairings } from "./accessibility";
import { expect, test } from "./fixtures";

// One million tokens into Mistral Medium 3.1 cost $0.40.
const used = (team: string | undefined, millions: number) => ({
  ...{ timestamp: "2026-06-15T10:00:00Z", provider: "mistral", model: "mistral-medium-3.1", input_tokens: millions * 1_000_000, output_tokens: 0 },
  ...(team && { team }),
});

for (const locale of ["en-US", "fr-FR"] as const) {
  test.describe(locale, () => {
    test.use({ locale });

    test("a controller charges a month to cost centres, shared cost and seats included, and takes the statement along", async ({
      obole,
      page,
      api,
    }) => {
      const post = (path: string, body: unknown) => api.json("POST", path, { body: JSON.stringify(body) });
      await post("/usage", [used("Search", 150), used("Support", 75), used(undefined, 25)]); // $60, $30 and $10
      await post("/fixed-charges", { kind: "subscription", item: "Seats", price: "25", seats: 4, every: "month", from: "2026-06-16" }); // 100 × 15/30 = $50
      await post("/spread-rules", { pool: "usage", method: "cost" });
      await post("/spread-rules", { pool: "charges", method: "even" });
      await post("/currency-rates", { from: "USD", to: "EUR", day: "2026-06-30", rate: "0.86", source: "Group treasury" });
      await api.json("PUT", "/currency", { body: JSON.stringify({ currency: "EUR" }) });
      const usd = (amount: string) => (locale === "en-US" ? `$${amount}` : `${amount.replace(".", ",")}\u00a0$`);
      const eur = (amount: string) => (locale === "en-US" ? `€${amount}` : `${amount.replace(".", ",")}\u00a0€`);

      await obole.chargeTeamTo("Search", "CC100", usd("60.00"));
      await obole.chargeTeamTo("Support", "CC200", usd("30.00"));
      await expectAccessible(page, pairings[locale]);
      // Own usage and charges, the $10 of nobody 2 : 1, the seats in halves; in euros 100 × 0.86 = 86.00 and 50 × 0.86 = 43.00.
      await obole.expectCharged("2026-06", "CC100", usd("60.00"), usd("0.00"), usd("6.67"), usd("25.00"), usd("91.67"), eur("78.83"));
      await obole.expectCharged("2026-06", "CC200", usd("30.00"), usd("0.00"), usd("3.33"), usd("25.00"), usd("58.33"), eur("50.17"));
      await obole.expectCharged("2026-06", null, usd("0.00"), usd("0.00"), usd("0.00"), usd("0.00"), usd("0.00"), eur("0.00"));
      await expectAccessible(page, pairings[locale]);
      const rows = await obole.downloadStatement("2026-06", "CC100");
      expect(rows.at(-1)).toMatchObject({ amount_usd: "91.67", amount: "78.83", currency: "EUR", rate: "0.86", rate_source: "Group treasury" });
      for (const address of ["charges?month=2026-06", "settings/currency"]) {
        await obole.open(address);
        await expectAccessible(page, pairings[locale]);
      }
    });
  });
}
