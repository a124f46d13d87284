import { Api } from "./api";
import { Obole } from "./app";
import { apiKey, expect, nora, owned, test } from "./fixtures";

// Two instances as behind a balancer: their own processes and folders, one database, one secret. What one shows of the other at once is in see-it-come-in.
const secret = "Zk3nV8qLw1xT6yRb0uJm5sCf9hDg2aPe";
// A million tokens of gpt-4o in, at 2.50 per million: $2.50.
const csv = "timestamp,provider,model,input_tokens,output_tokens\n2026-09-11T10:00:00Z,openai,gpt-4o,1000000,0\n";

test("who signed in at one instance works at the other; allowances are counted together, and a checked file is added where it was checked", async ({
  startOwnApp,
  browser,
}) => {
  const allowance = { OBOLE_REQUESTS_PER_MINUTE: "1", OBOLE_REQUEST_BURST: "10", AUTH_SECRET: secret };
  const first = await startOwnApp({ env: { ...owned, ...allowance } });
  const second = await startOwnApp({ env: { OBOLE_NOW: owned.OBOLE_NOW, DATABASE_URL: first.database().url, ...allowance } });
  const [one, other] = [new Api(first.url, apiKey), new Api(second.url, apiKey)];

  const context = await browser.newContext({ locale: "en-US", storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto(first.url);
  await new Obole(page, "en").signIn(nora);
  await page.goto(`${second.url}/w/atelier-nord/imports`);
  await expect(page).toHaveURL(`${second.url}/w/atelier-nord/imports`);

  const checked = (await one.json("POST", "/imports", { query: { filename: "a.csv", dry_run: "1", keep: "1" }, body: csv })) as { upload: string };
  const elsewhere = await other.call("POST", "/imports", { query: { filename: "a.csv", upload: checked.upload } });
  expect(elsewhere.status).toBe(410);
  expect(await elsewhere.json()).toMatchObject({ code: "upload_gone", detail: expect.stringContaining("by the server that checked it") });
  await one.json("POST", "/imports", { query: { filename: "a.csv", upload: checked.upload } });
  expect((await other.spend({ from: "2026-09-01", to: "2026-10-01" })).total.cost).toBe("2.5");

  // Ten in all, of which four are spent: the others, in turns, then neither lets another in.
  const answers: number[] = [];
  for (let call = 0; call < 8; call += 1) answers.push((await (call % 2 ? one : other).call("GET", "/imports")).status);
  expect(answers).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);

  // A session that ends at one is over at the other.
  await page.goto(`${first.url}/w/atelier-nord/imports`);
  await new Obole(page, "en").signOut();
  await page.goto(`${second.url}/w/atelier-nord/imports`);
  await expect(page).toHaveURL(/\/signin/);
  await context.close();
});
