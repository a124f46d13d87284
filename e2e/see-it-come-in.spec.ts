import { randomBytes } from "node:crypto";
import { Api } from "./api";
import { Obole } from "./app";
import { apiKey, expect, nora, owned, test } from "./fixtures";

// A million tokens of gpt-4o in, at 2.50 per million: $2.50 each.
const row = { timestamp: "2026-09-10T10:00:00Z", provider: "openai", model: "gpt-4o", input_tokens: 1_000_000, output_tokens: 0 };

function record(api: Api): Promise<unknown> {
  return api.json("POST", "/usage", { body: JSON.stringify(row), headers: { "content-type": "application/json" } });
}

test("what a program records appears on the open page, again and again, without loading it anew", async ({ obole, api }) => {
  await obole.open("spend");
  await obole.expectEmptySpend();
  await obole.mark();
  await record(api);
  await obole.expectTotal("$2.50");
  await record(api);
  await record(api);
  await obole.expectTotal("$7.50");
  await obole.expectSamePage();
});

test("so does an import that is done and undone, and a price that changes", async ({ obole, api }) => {
  await record(api);
  await obole.open("spend");
  await obole.mark();
  const { id } = await api.upload("timestamp,provider,model,input_tokens,output_tokens\n2026-09-11T10:00:00Z,openai,gpt-4o,3000000,0\n");
  await obole.expectTotal("$10.00");
  const rule = { kind: "discount", scope: { provider: "openai" }, percent: "10", from: "2026-01-01" };
  await api.json("POST", "/price-rules", { body: JSON.stringify(rule), headers: { "content-type": "application/json" } });
  await obole.expectTotal("$9.00");
  await api.json("DELETE", `/imports/${id}`);
  await obole.expectTotal("$2.25");
  await obole.expectSamePage();
});

test("nothing moves while somebody types; what is new waits and can be asked for", async ({ obole, api }) => {
  await record(api);
  await obole.open("spend");
  await obole.mark();
  await obole.beginTyping();
  await record(api);
  await obole.expectWaiting();
  await obole.expectTotal("$2.50");
  await obole.showWhatWaits();
  await obole.expectTotal("$5.00");
  await obole.expectSamePage();
});

test("paused, the page stays as it is, on the next visit too; resumed, it catches up", async ({ obole, api, page }) => {
  await record(api);
  await obole.open("spend");
  await obole.pauseLive();
  await obole.open("spend");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await record(api);
  await obole.expectTotal("$2.50");
  expect(asked.filter((url) => /\/(live|spend)\b/.test(url))).toEqual([]);
  await obole.resumeLive();
  await obole.expectTotal("$5.00");
});

test("a page of one app shows what another app over the same database was told, and goes on after the database has crashed", async ({
  startOwnApp,
  browser,
}) => {
  const first = await startOwnApp({ env: owned });
  const second = await startOwnApp({
    env: { OBOLE_NOW: owned.OBOLE_NOW, DATABASE_URL: first.database().url, AUTH_SECRET: randomBytes(32).toString("hex") },
  });
  const api = new Api(first.url, apiKey);
  const page = await browser.newPage({ baseURL: second.url, locale: "en-US", storageState: { cookies: [], origins: [] } });
  const obole = new Obole(page, "en");
  await page.goto("/");
  await obole.signIn(nora);
  await obole.mark();
  await record(api);
  await obole.expectTotal("$2.50");

  const { pid } = first.database();
  process.kill(pid, "SIGKILL");
  await expect.poll(() => first.database().pid, { timeout: 120_000 }).not.toBe(pid);
  await expect.poll(async () => (await fetch(`${second.url}/api/ready`)).status, { timeout: 120_000 }).toBe(200);
  await record(api);
  await expect(page.getByTestId("total")).toHaveText("$5.00", { timeout: 60_000 });
  await obole.expectSamePage();
  await page.close();
});

test("an app that is told to stop does not wait for the pages that follow it", async ({ startOwnApp, browser }) => {
  const app = await startOwnApp({ env: owned });
  const page = await browser.newPage({ baseURL: app.url, locale: "en-US", storageState: { cookies: [], origins: [] } });
  const following = page.waitForResponse(/\/live$/);
  await page.goto("/");
  await new Obole(page, "en").signIn(nora);
  expect((await following).status()).toBe(200);
  await app.stop();
  expect(app.output()).not.toContain("cut off");
  await page.close();
});
