import { setTimeout as sleep } from "node:timers/promises";
import type { AppUnderTest } from "../scripts/app-under-test.mjs";
import { Api } from "./api";
import { always } from "./expected";
import { apiKey, expect, owned, test } from "./fixtures";

// TEST_KILLS=200 for a long run; the same run again: TEST_SEED=<as printed>.
const kills = Number(process.env.TEST_KILLS ?? 4);
const seed = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000);

const rowsPerFile = 12_000;
const head = "timestamp,provider,model,input_tokens,output_tokens,request_id\n";
// Rows of 1 M tokens of gpt-4o-mini in (0.15 per million): $0.15 each. Each file holds two thirds of the one before, so that five hold 28 000 rows.
const files = Array.from({ length: 5 }, (_, file) => {
  const rows = Array.from({ length: rowsPerFile }, (_, row) => `2026-06-01T10:00:00Z,openai,gpt-4o-mini,1000000,0,r-${file * 4_000 + row}\n`);
  return head + rows.join("");
});
const union = { requests: 28_000, cost: "4200" };

let state = seed;
/** A number from 0 to below 1; the same ones for the same seed. */
function random(): number {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
  return state / 2_147_483_648;
}

/** A file as a slow network brings it. */
async function* slowly(content: string): AsyncGenerator<Uint8Array> {
  const piece = 1 << 16;
  for (let at = 0; at < content.length; at += piece) {
    yield Buffer.from(content.slice(at, at + piece));
    await sleep(20);
  }
}

/** Uploads all files at once; which of them come in is not asked. */
function uploadAll(api: Api): Promise<unknown> {
  return Promise.allSettled(files.map((content) => api.upload(slowly(content))));
}

/** What is counted is what the finished imports say they added, and nothing is left half done. */
async function expectConsistent(api: Api): Promise<void> {
  const underWay = async () => (await api.imports()).filter(({ status }) => status === "queued" || status === "running").length;
  await expect.poll(underWay, { timeout: 60_000 }).toBe(0);
  const added = (await api.imports()).filter(({ status }) => status === "done").reduce((sum, { accepted }) => sum + Number(accepted), 0);
  expect((await api.spend(always)).total.requests).toBe(added);
}

test("however often app and database are killed, overlapping files come in as their union", async ({ startOwnApp }) => {
  test.setTimeout(120_000 + kills * 60_000);
  console.info(`kills: ${kills}, seed: ${seed}`);
  let app: AppUnderTest = await startOwnApp({ env: owned });
  for (let killed = 0; killed < kills; killed++) {
    const uploads = uploadAll(new Api(app.url, apiKey));
    await sleep(random() * 2_000);
    if (random() < 0.5) {
      process.kill(app.serverPid(), "SIGKILL");
      await app.ended;
      await uploads;
      app = await startOwnApp({ env: owned, folder: app.folder });
    } else {
      const { pid } = app.database();
      process.kill(pid, "SIGKILL");
      await expect(() => expect(app.database().pid).not.toBe(pid)).toPass({ timeout: 90_000 });
      await expect.poll(async () => (await fetch(`${app.url}/api/ready`)).status, { timeout: 90_000 }).toBe(200);
      await uploads;
    }
    await expectConsistent(new Api(app.url, apiKey));
  }
  const api = new Api(app.url, apiKey);
  for (const content of files) expect(await api.upload(content)).toMatchObject({ status: "done", rows: rowsPerFile });
  expect((await api.spend(always)).total).toMatchObject(union);
});
