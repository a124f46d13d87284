import { createHash } from "node:crypto";
import { expectAccessible, pairings } from "./accessibility";
import { Api } from "./api";
import { apiKey, expect, owned, test } from "./fixtures";

// GPT-4o costs $2.50 a million tokens in: May is 2 × 2.50 = $5.00, June 2.50.
const header = "timestamp,provider,model,input_tokens,output_tokens,team,request_id\n";
const usage = `${header}2026-05-03T10:00:00Z,openai,gpt-4o,1000000,0,Search,a
2026-05-04T10:00:00Z,openai,gpt-4o,1000000,0,Product,b
2026-06-02T10:00:00Z,openai,gpt-4o,1000000,0,Search,c
`;
const late = `${header}2026-05-20T10:00:00Z,openai,gpt-4o,4000000,0,Search,d\n`; // $10.00
const discount = { kind: "discount", scope: { provider: "openai" }, percent: "10", from: "2026-01-01" };

/** The hash of every file of a closed month, as it is downloaded, by its name; they are those that its list tells. */
async function downloaded(api: Api, month: string): Promise<Record<string, string>> {
  const list = await (await api.call("GET", `/reports/${month}.sha256`)).text();
  const told = Object.fromEntries(
    list
      .trim()
      .split("\n")
      .map((line) => line.split("  ").reverse()),
  );
  const found: Record<string, string> = {};
  for (const extension of ["csv", "xlsx", "pdf", "focus.csv", "json"]) {
    for (const query of [{ locale: "en" }, { locale: "fr" }, { locale: "en", style: "excel" }] as Record<string, string>[]) {
      const answer = await api.call("GET", `/reports/${month}.${extension}`, { query });
      const name = /filename="(.+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? "";
      found[name] = createHash("sha256")
        .update(Buffer.from(await answer.arrayBuffer()))
        .digest("hex");
    }
  }
  expect(told).toMatchObject(found);
  return found;
}

test("a closed month keeps every byte through a late file, a price change and a restart; the next report carries the difference", async ({
  startOwnApp,
}) => {
  const app = await startOwnApp({ env: owned });
  const api = new Api(app.url, apiKey);
  await api.upload(usage);
  const acknowledge = (kinds: string[]) => ({ body: JSON.stringify({ acknowledge: kinds }), headers: { "content-type": "application/json" } });
  const refused = await api.call("POST", "/periods/2026-05/close", acknowledge(["empty_days"]));
  expect([refused.status, await refused.json()]).toMatchObject([409, { code: "warnings_open", errors: [{ code: "invoices_missing" }] }]);
  const closed = await api.json("POST", "/periods/2026-05/close", acknowledge(["empty_days", "invoices_missing"]));
  expect(closed).toMatchObject({ status: "closed", closed: { number: 1, version: 1, total: "5" } });
  const before = await downloaded(api, "2026-05");
  expect(Object.keys(before)).toContain("obole-2026-05-no1.fr.pdf");

  await api.upload(late);
  const tried = await api.json("POST", "/price-rules", { query: { dry_run: "1" }, body: JSON.stringify(discount) });
  expect(tried).toMatchObject({
    months: [
      { month: "2026-05", closed: true },
      { month: "2026-06", closed: false },
    ],
  });
  await api.json("POST", "/price-rules", { body: JSON.stringify(discount) });
  await app.stop();
  const again = new Api((await startOwnApp({ env: owned, folder: app.folder })).url, apiKey);
  expect(await downloaded(again, "2026-05")).toEqual(before);

  // May costs (5 + 10) × 0.9 = 13.50 and was closed at 5: + 8.50. June itself is 2.50 × 0.9 = 2.25.
  expect((await again.spend({ from: "2026-05-01", to: "2026-06-01" })).total.cost).toBe("13.5");
  expect(await again.json("GET", "/reports/2026-06.json")).toMatchObject({
    total: "10.75",
    addends: [
      { kind: "spend", amount: "2.25" },
      { kind: "adjustment", month: "2026-05", number: "1", amount: "8.5" },
    ],
  });
  expect(await again.json("POST", "/periods/2026-05/close")).toMatchObject({ closed: { number: 1, total: "5" } }); // it is
});

test("closing, what changed since, and reopening with a reason, on the page", async ({ api, obole, page }) => {
  await api.upload(usage);
  await obole.open("reports/2026-05");
  await expect(page.getByRole("listitem").filter({ hasText: "No invoice or cost export in the month of openai ($5.00)." })).toBeVisible();
  await page.getByRole("button", { name: "Close May 2026…" }).click();
  await page.getByRole("button", { name: "Close May 2026", exact: true }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("The check-list says more");
  for (const box of await page.getByRole("dialog").getByRole("checkbox").all()) await box.check();
  await page.getByRole("button", { name: "Close May 2026", exact: true }).click();
  await expect(page.getByTestId("seal")).toContainText(/No\. 1.*closed by nora/i);

  await api.upload(late);
  await obole.open("reports/2026-05");
  await expect(page.getByTestId("since")).toContainText(
    "May 2026 was closed at $5.00 and costs $15.00 today: +$10.00. The report of June 2026 carries the difference",
  );
  await expect(page.getByRole("row", { name: "Search gpt-4o $2.50 $12.50 +$10.00" })).toBeVisible();
  await page.getByRole("link", { name: "Check the bytes" }).click();
  await expect(page.getByText("is as it was closed.")).toBeVisible();
  await expectAccessible(page, pairings["en-US"]);

  await page.getByRole("button", { name: "Reopen…" }).click();
  await page.getByLabel("Reason").fill("The invoice came in late");
  await page.getByRole("button", { name: "Reopen May 2026" }).click();
  await expect(page.getByText(/reopened .*: The invoice came in late/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Close May 2026…" })).toBeVisible();
});
