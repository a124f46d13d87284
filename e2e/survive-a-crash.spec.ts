import http from "node:http";
import type { AppUnderTest } from "../scripts/app-under-test.mjs";
import { Api } from "./api";
import { always } from "./expected";
import { apiKey, expect, owned, test } from "./fixtures";

// Rows of 1 M tokens of gpt-4o-mini in (0.15 per million): $0.15 each. More than one chunk of an import, so that the merge is under way.
const rows = 60_000;
const head = "timestamp,provider,model,input_tokens,output_tokens,request_id\n";
const row = (index: number) => `2026-06-01T10:00:00Z,openai,gpt-4o-mini,1000000,0,r-${index}\n`;
const whole = head + Array.from({ length: rows }, (_, index) => row(index)).join("");
const cost = "9000";

/** Begins an upload that does not end, and waits until its rows are seen to be read and their first chunk handed on. */
async function midImport(api: Api): Promise<http.ClientRequest> {
  const request = http.request(`${api.url}/api/v1/imports?filename=usage.csv`, { method: "POST", headers: { authorization: `Bearer ${api.key}` } });
  request.on("error", () => {}).write(whole);
  const seen = async () => {
    request.write(row(0)); // what is read last is reported with the next piece
    const [record] = await api.imports();
    return record?.status === "running" ? Number(record.rows) : 0;
  };
  await expect.poll(seen, { timeout: 60_000 }).toBeGreaterThanOrEqual(rows);
  return request;
}

/** Nothing of the broken import is there but its record; sent again, the file counts in full, once. */
async function expectRecovered(api: Api): Promise<void> {
  await expect.poll(async () => (await api.imports())[0]?.status, { timeout: 60_000 }).toBe("interrupted");
  expect((await api.spend(always)).total).toMatchObject({ cost: "0", requests: 0 });
  expect((await api.json("GET", "/events", { query: always })) as object).toMatchObject({ items: [] });
  expect(await api.upload(whole)).toMatchObject({ status: "done", rows, accepted: rows, duplicates: 0 });
  expect((await api.spend(always)).total).toMatchObject({ cost, requests: rows });
}

const processes: Record<string, (app: AppUnderTest) => number> = {
  "the server": (app) => app.serverPid(),
  "the launcher": (app) => app.launcherPid,
};
for (const [name, pid] of Object.entries(processes)) {
  test(`an import in which ${name} is killed leaves nothing, and comes in whole the next time`, async ({ startOwnApp }) => {
    const app = await startOwnApp({ env: owned });
    await midImport(new Api(app.url, apiKey));
    process.kill(pid(app), "SIGKILL");
    await app.ended;
    const { url } = await startOwnApp({ env: owned, folder: app.folder });
    await expectRecovered(new Api(url, apiKey));
  });
}

test("an import in which the database is killed leaves nothing, and comes in whole once it is back", async ({ startOwnApp }) => {
  const app = await startOwnApp({ env: owned });
  const api = new Api(app.url, apiKey);
  const request = await midImport(api);
  const answer = new Promise<number>((resolve) => request.once("response", ({ statusCode = 0 }) => resolve(statusCode)));
  const { pid } = app.database();
  process.kill(pid, "SIGKILL");
  await expect(() => expect(app.database().pid).not.toBe(pid)).toPass({ timeout: 120_000 });
  await expect.poll(async () => (await fetch(`${app.url}/api/ready`)).status, { timeout: 120_000 }).toBe(200);
  request.end();
  expect(await answer).toBeGreaterThanOrEqual(500);
  await expectRecovered(api);
});

test("an import that is under way when the app is told to stop leaves nothing either", async ({ startOwnApp }) => {
  const app = await startOwnApp({ env: owned });
  await midImport(new Api(app.url, apiKey));
  await app.stop();
  const { url } = await startOwnApp({ env: owned, folder: app.folder });
  await expectRecovered(new Api(url, apiKey));
});
