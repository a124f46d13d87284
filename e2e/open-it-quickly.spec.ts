import { verdictOf } from "../scripts/lighthouse.mjs";
import { expect, nora, test } from "./fixtures";
import { cookieOf } from "./sign-in";

const leastScore = 95;
/** Of JavaScript on the first load of spend, charts included, as compressed on its way. */
const mostScriptBytes = 200_000;

const rows = Array.from({ length: 28 }, (_, day) =>
  ["gpt-4o", "gpt-4o-mini"].map(
    (model) => `2026-08-${String(day + 1).padStart(2, "0")}T10:00:00Z,openai,${model},${1_000_000 * (day + 1)},50000,Search`,
  ),
).flat();
const usage = ["timestamp,provider,model,input_tokens,output_tokens,team", ...rows].join("\n");

for (const language of ["en", "fr"]) {
  test(`spend is open to everybody and light, by Lighthouse's measure (${language})`, async ({ url, workspace, api }) => {
    await api.upload(usage);
    const visit = { cookie: await cookieOf(url, nora), language, categories: ["accessibility", "best-practices"] };
    const { scores, failed, scriptBytes } = await verdictOf(`${url}/w/${workspace.slug}/spend?month=2026-08`, visit);
    for (const [category, score] of Object.entries(scores)) expect(score, `${category}: ${failed.join("; ")}`).toBeGreaterThanOrEqual(leastScore);
    expect(Object.keys(scores).sort()).toEqual(["accessibility", "best-practices"]);
    expect(scriptBytes).toBeGreaterThan(100_000); // the framework alone is more: what is counted is there
    expect(scriptBytes).toBeLessThanOrEqual(mostScriptBytes);
  });
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("spend shows its figures and tables", async ({ obole, api }) => {
    // gpt-4o at 2.50 / 10.00: 406 M in + 1.4 M out = 1015 + 14; gpt-4o-mini at 0.15 / 0.60: 60.90 + 0.84
    await api.upload(usage);
    await obole.open("spend?month=2026-08");
    await obole.expectTotal("$1,090.74");
    expect((await obole.ranking("model")).map(([name]) => name)).toEqual(["GPT-4o", "GPT-4o mini", "Total"]);
    expect((await obole.ranking("team")).at(-1)?.join(" ")).toContain("$1,090.74");
    await obole.nextMonth();
    await expect(obole.page).toHaveURL(/2026-09/);
  });
});
