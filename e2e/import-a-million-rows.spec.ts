import { spawn } from "node:child_process";
import { createReadStream, createWriteStream, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { Api } from "./api";
import { always } from "./expected";
import { apiKey, expect, owned, test } from "./fixtures";

const generator = path.join(import.meta.dirname, "..", "scripts", "gen-usage.mjs");
const mebibyte = 1024;

/** Writes a file of usage, and answers what it holds, exactly. */
async function generate(file: string, ...options: string[]) {
  const child = spawn(process.execPath, [generator, "--rows", "1000000", ...options], {
    ...{ stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, NODE_NO_WARNINGS: "1" } },
  });
  const [totals] = await Promise.all([text(child.stderr), pipeline(child.stdout, createWriteStream(file))]);
  return JSON.parse(totals);
}

/** Kibibytes of memory that a process holds now, or has held at most since `forgetPeak`; Linux tells. */
function memory(pid: number, which: "VmRSS" | "VmHWM"): number {
  return Number(new RegExp(`^${which}:\\s+(\\d+) kB$`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

test("a file of a million rows comes in exactly, and in flat memory", async ({ startOwnApp }) => {
  test.setTimeout(300_000);
  const folder = await mkdtemp(path.join(tmpdir(), "obole-rows-"));
  try {
    const file = path.join(folder, "usage.csv");
    const expected = await generate(file, "--dups", "1000", "--bad", "500", "--unknown", "1");
    const app = await startOwnApp({ env: owned });
    const api = new Api(app.url, apiKey);
    await api.upload("timestamp,model,input_tokens,output_tokens\n"); // what an import needs is loaded now
    await api.spend(always);
    const idle = memory(app.serverPid(), "VmRSS");
    forgetPeak(app.serverPid());

    const { rows_in_file: rows, accepted, duplicates, rejected } = expected;
    expect(await api.upload(createReadStream(file))).toMatchObject({ status: "done", rows, accepted, duplicates, rejected });
    const most = memory(app.serverPid(), "VmHWM");
    expect((most - idle) / mebibyte, "MiB over idle").toBeLessThan(150);

    const { total } = await api.spend(always);
    const { uncached_input: input, cache_read, cache_write_5m, cache_write_1h, output } = expected.totals;
    expect(total.cost).toBe(expected.cost_usd_effective);
    expect(Object.fromEntries(Object.entries(total.tokens).map(([name, count]) => [name, String(count)]))).toEqual({
      ...{ input, cache_read, cache_write_5m, cache_write_1h, output },
    });
    expect(total.requests).toBe(accepted);
    expect(total.unpriced.requests).toBe(expected.unpriced_rows);
  } finally {
    await rm(folder, { recursive: true });
  }
});
