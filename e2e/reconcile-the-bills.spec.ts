import { expectAccessible, pairings } from "./accessibility";
import { expect, test } from "./fixtures";

// GPT-4o: 2.50 in, 1.25 from the cache, 10 out. GPT-4o mini: 0.15 in. In Paris the 1st of July begins at 22:00 UTC on the 30th of June.
const usage = `timestamp,provider,model,input_tokens,output_tokens,cached_input_tokens,request_id
2026-06-10T10:00:00Z,openai,gpt-4o,4000000,100000,1000000,a
2026-06-12T10:00:00Z,openai,gpt-4o-mini,20000000,0,,b
2026-06-30T22:30:00Z,openai,gpt-4o-mini,10000000,0,,c
2026-06-15T10:00:00Z,openai,gpt-9-secret,1000000,0,,d
`; // in June, in Paris: 3 × 2.50 + 1.25 + 0.1 × 10 = 9.75, and 20 × 0.15 = 3
const charged = (day: string, item: string, amount: string) => {
  const start = Date.parse(day) / 1000;
  return `${start},${start + 86_400},${amount},usd,"${item}"\n`;
};
const bill = [
  "start_time,end_time,amount_value,amount_currency,line_item\n",
  ...[charged("2026-06-10", "gpt-4o, input", "10"), charged("2026-06-10", "gpt-4o, output", "1")], // cached tokens at the full price: 4 × 2.50
  ...[charged("2026-06-12", "gpt-4o-mini, input", "3"), charged("2026-06-30", "gpt-4o-mini, input", "1.5")],
  charged("2026-06-15", "gpt-9-secret, input", "7"),
].join("");

for (const locale of ["en-US", "fr-FR"] as const) {
  test.describe(locale, () => {
    test.use({ locale });

    test("a controller is told what the bill's difference is made of, opens it, signs it off, and finds what is left before closing", async ({
      obole,
      page,
      api,
    }) => {
      await api.upload(usage);
      await api.upload(bill, { filename: "costs.csv" });
      await obole.setTimezone("Europe/Paris");
      const usd = (amount: string) => (locale === "en-US" ? amount.replace(/^\+?/, (sign) => `${sign}$`) : `${amount.replace(".", ",")}\u00a0$`);

      await obole.expectReconciled("2026-06", usd("22.50"), usd("12.75"), usd("+9.75"));
      await obole.expectCauses(
        [
          ["unpriced", usd("+7.00")],
          ["zone", usd("+1.50")],
          ["cache", usd("+1.25")],
        ],
        usd("+9.75"),
      );
      await expectAccessible(page, pairings[locale]);

      await obole.openReconciled("GPT-4o");
      await obole.expectKinds(["input", usd("10.00"), usd("7.50")], ["cache_read", "—", usd("1.25")], ["output", usd("1.00"), usd("1.00")]);
      await obole.signOff("GPT-4o mini", usd("+1.50"), "The last night of June.");
      await obole.open("reports/2026-06");
      await expect(page.getByRole("main")).toContainText(`gpt-9-secret (${usd("+7.00")})`);
      await expect(page.getByRole("main")).not.toContainText("GPT-4o mini (");
    });
  });
}
