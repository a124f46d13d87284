import { setTimeout as sleep } from "node:timers/promises";
import type { AppUnderTest } from "../scripts/app-under-test.mjs";
import { Api } from "./api";
import { always } from "./expected";
import { apiKey, expect, owned, test } from "./fixtures";

// The same run again: OBOLE_TEST_SEED=<as printed>.
const seed = Number(process.env.OBOLE_TEST_SEED ?? Date.now() % 1_000_000);
const clients = Number(process.env.OBOLE_TEST_CLIENTS ?? 2_000);
const eventsPerClient = 3;

// 1 M tokens of gpt-4o-mini in (0.15 per million): $0.15 each.
const event = (id: string) => ({
  timestamp: "2026-06-01T10:00:00Z",
  provider: "openai",
  model: "gpt-4o-mini",
  input_tokens: 1_000_000,
  output_tokens: 0,
  request_id: id,
});

let state = seed;
/** A number from 0 to below 1; the same ones for the same seed. */
function random(): number {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
  return state / 2_147_483_648;
}

/** Sends an event until it is acknowledged, and goes away in the midst of it now and then. Waits as long as it is told to. */
async function record(at: () => string, id: string): Promise<void> {
  for (;;) {
    const isHasty = random() < 0.15;
    try {
      const answer = await fetch(`${at()}/api/v1/usage`, {
        method: "POST",
        headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
        body: JSON.stringify(event(id)),
        signal: AbortSignal.timeout(isHasty ? random() * 200 : 60_000),
      });
      const body = await answer.text();
      if (answer.ok) return;
      expect([429, 503], body).toContain(answer.status);
      await sleep(Number(answer.headers.get("retry-after") ?? 1) * 1_000);
    } catch (error) {
      if ((error as { matcherResult?: object }).matcherResult) throw error;
      await sleep(50 + random() * 500); // it went away, or the app did
    }
  }
}

test("two thousand clients record at once, go away and come back, while the app is killed: each event is there once", async ({ startOwnApp }) => {
  test.setTimeout(600_000);
  console.info(`clients: ${clients}, seed: ${seed}`);
  const env = { ...owned, OBOLE_REQUESTS_PER_MINUTE: "1000000", OBOLE_REQUEST_BURST: "1000000" };
  let app: AppUnderTest = await startOwnApp({ env });
  const acknowledged = new Set<string>();
  const client = async (name: number) => {
    await sleep(random() * 5_000);
    for (let sent = 0; sent < eventsPerClient; sent++) {
      const id = `${name}-${sent}`;
      await record(() => app.url, id);
      acknowledged.add(id);
    }
  };
  const all = Promise.all(Array.from({ length: clients }, (_, name) => client(name)));
  for (const share of [0.1, 0.4, 0.7]) {
    await expect.poll(() => acknowledged.size, { timeout: 240_000 }).toBeGreaterThanOrEqual(share * clients * eventsPerClient);
    // What has been acknowledged is there, whatever happens now.
    process.kill(app.serverPid(), "SIGKILL");
    await app.ended;
    app = await startOwnApp({ env, folder: app.folder });
    const kept = acknowledged.size;
    expect(Number((await new Api(app.url, apiKey).spend(always)).total.requests)).toBeGreaterThanOrEqual(kept);
  }
  await all;
  const events = clients * eventsPerClient;
  expect(acknowledged.size).toBe(events);
  // 6,000 × 0.15 = $900
  const { total } = await new Api(app.url, apiKey).spend(always);
  expect([total.requests, total.cost]).toEqual([events, String((events * 15) / 100)]);
});
