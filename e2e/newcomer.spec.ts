import path from "node:path";
import { expectAccessible, pairings } from "./accessibility";
import { Api } from "./api";
import { expect, nora, newcomer as test } from "./fixtures";

// On Mistral Medium 3.1, at $0.40 in and $2.00 out per million tokens:
//   10 August     1 M in + 1 M out = 0.40 + 2.00 = $2.40
//   15 September  2 M in + 1 M out = 0.80 + 2.00 = $2.80
const twoMonths = `timestamp,provider,model,input_tokens,output_tokens,team
2026-08-10T09:00:00Z,mistral,mistral-medium-3.1,1000000,1000000,Research
2026-09-15T09:00:00Z,mistral,mistral-medium-3.1,2000000,1000000,Research
`;
const canonical = path.join(import.meta.dirname, "..", "lib", "imports", "fixtures", "canonical-basic.csv");

// Until a quarter past nine on 15 September against the same days of August: 2.80 − 2.40 = 0.40, a sixth more.
// Against GPT-4o (2.50 / 10) September's tokens are 2 × 2.50 + 10 = $15.00, so 15.00 − 2.80 = $12.20 are avoided;
// against Claude Sonnet 4.5 (3 / 15) they are 2 × 3 + 15 = $21.00, so $18.20.
const languages = {
  "en-US": {
    september: "$2.80",
    august: "$2.40",
    months: { august: "August 2026" },
    until: "Spend, 1–15 September until 09:15",
    change: "+$0.40",
    day: ["15 September", "$2.80", "$2.80", "—"],
    chart: "Daily spend, September 2026",
    lines: { discount: "$0.00", cache: "$0.00" },
    avoided: { preset: "$12.20", claude: "$18.20" },
  },
  "fr-FR": {
    september: "2,80 $",
    august: "2,40 $",
    months: { august: "août 2026" },
    until: "Dépenses, 1er–15 septembre jusqu’à 09 h 15",
    change: "+0,40 $",
    day: ["15 septembre", "2,80 $", "2,80 $", "—"],
    chart: "Dépenses par jour, septembre 2026",
    lines: { discount: "0,00 $", cache: "0,00 $" },
    avoided: { preset: "12,20 $", claude: "18,20 $" },
  },
};

for (const locale of ["en-US", "fr-FR"] as const) {
  const [says, sights] = [languages[locale], pairings[locale]];
  test.describe(`in ${locale}`, () => {
    test.use({ locale });

    test("a newcomer sees what a month cost and what it saved, and takes it along", async ({ page, obole, url, file }) => {
      test.setTimeout(180_000);
      const look = () => expectAccessible(page, sights);
      await test.step("the first visit leads to the set-up", async () => {
        await obole.open("/");
        await obole.expectSetUp();
        await look();
        await obole.setUp(nora, "Atelier Nord");
      });

      await test.step("an empty workspace says what to do next", async () => {
        await obole.goTo("spend");
        await obole.expectEmptySpend();
        await look();
      });

      await test.step("a chosen file is previewed, added and accounted for", async () => {
        await obole.openImport();
        await look();
        await obole.chooseFile(await file("two-months.csv", twoMonths));
        await obole.expectRecognised("canonical-csv");
        expect((await obole.preview()).map((cells) => cells.at(-1))).toEqual([says.august, says.september]);
        await look();
        await obole.addFile();
        expect(await obole.receipt()).toEqual({ added: "2", known: "0", rejected: "0", ignored: "0", read: "2" });
        await look();
      });

      await test.step("the month is priced to the cent, beside the same days of the one before", async () => {
        await obole.goTo("spend");
        await obole.expectTotal(says.september);
        await obole.expectSpendLabel(says.until);
        await obole.expectText(says.change);
        await obole.expectChart(says.chart);
        expect(await obole.day(says.day[0] ?? "")).toEqual(says.day);
        expect((await obole.ranking("model"))[0]?.[0]).toBe("Mistral Medium 3.1");
        await look();
        await obole.previousMonth();
        await obole.expectTotal(says.august);
        await obole.nextMonth();
        await obole.expectTotal(says.september);
        await obole.chooseMonth(says.months.august);
        await obole.expectTotal(says.august);
      });

      await test.step("and so is what it saved against a premium model", async () => {
        await obole.goTo("savings");
        await obole.expectSavings({ ...says.lines, avoided: says.avoided.preset });
        await obole.measureAgainst("Claude Sonnet 4.5");
        await obole.expectSavings({ ...says.lines, avoided: says.avoided.claude });
        await look();
      });

      await test.step("the export, the screen and the API agree", async () => {
        const api = new Api(url, await obole.createKey("close"));
        await look();
        await obole.goTo("spend");
        await obole.expectTotal(says.september);
        const exported = (await obole.exportMonth()).at(-1);
        expect(exported).toMatchObject({ month: "total", cost_usd: "2.8", cost_usd_rounded: "2.80" });
        expect((await api.spend({ from: "2026-09-01", to: "2026-10-01" })).total.cost).toBe("2.8");
        expect((await api.table("/reports/2026-09.csv")).at(-1)).toEqual(exported);
      });

      await test.step("a dropped file is taken as well", async () => {
        await obole.openImport();
        await obole.dropFile(canonical);
        expect(await obole.preview()).toHaveLength(8);
        await obole.addFile();
        expect(await obole.receipt()).toEqual({ added: "20", known: "0", rejected: "0", ignored: "0", read: "20" });
        await look();
      });

      await test.step("every other page lets everybody in, too", async () => {
        for (const address of [
          ...["spend?month=2026-06", "spend?month=2026-06&explain=openai%2Fgpt-4", "spend?month=2024-01", "savings?month=2026-06"],
          ...["models", "models/mistral/mistral-medium-2508", "imports"],
          ...["no-such-page", "settings/workspace", "settings/security"],
        ]) {
          await obole.open(address);
          await look();
        }
      });

      await test.step("signed out, nobody sees anything, and the set-up is closed for good", async () => {
        const slug = obole.workspace;
        await obole.signOut();
        await look();
        for (const name of [
          "spend",
          "savings",
          "models",
          "models/mistral/mistral-medium-2508",
          "imports",
          "imports/new",
          "imports/1",
          "settings/workspace",
        ]) {
          await obole.open(`/w/${slug}/${name}`);
          await obole.expectSignIn();
        }
        for (const call of ["imports/1", "imports/1/rejected.csv", "reports/2026-09.csv"]) {
          expect((await fetch(`${url}/api/w/${slug}/${call}`)).status).toBe(401);
        }
        await obole.open("/setup");
        await obole.expectNotFound();
      });
    });
  });
}
