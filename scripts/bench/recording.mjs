// How much usage is recorded over the API while it happens.
import { randomUUID } from "node:crypto";
import { ask } from "./visitor.mjs";

/** @typedef {import("./figures.mjs").Figure} Figure @typedef {import("./visitor.mjs").Account} Account */

const clients = 8;
const requestsEach = 50;

/** Requests of one row and of a hundred, from eight clients at once. @param {{ account: Account, runs: number, say: (text: string) => void }} with @returns {Promise<Figure[]>} */
export async function measureRecording({ account, runs, say }) {
  say("recording");
  /** @type {Figure[]} */
  const figures = [];
  for (const rows of [1, 100]) {
    const values = [];
    for (let run = 0; run < runs; run++) {
      const startedAt = performance.now();
      await Promise.all(Array.from({ length: clients }, () => record(account, rows)));
      values.push((clients * requestsEach) / ((performance.now() - startedAt) / 1000));
    }
    figures.push({ what: `Recorded, ${rows === 1 ? "one row" : `${rows} rows`} a request, ${clients} clients at once`, unit: "requests/s", values });
  }
  return figures;
}

/** @param {Account} account @param {number} rows */
async function record(account, rows) {
  for (let request = 0; request < requestsEach; request++) {
    const usage = Array.from({ length: rows }, () => ({
      ...{ timestamp: "2026-05-20T12:00:00Z", provider: "openai", model: "gpt-4o", input_tokens: 1200, output_tokens: 150 },
      ...{ team: "Search", request_id: randomUUID() },
    }));
    await ask(account, "/api/v1/usage", { method: "POST", body: JSON.stringify(usage), headers: { "content-type": "application/json" } });
  }
}
