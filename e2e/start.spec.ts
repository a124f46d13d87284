import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { startApp } from "../scripts/app-under-test.mjs";
import { freePort } from "../scripts/listening.mjs";

const root = path.dirname(import.meta.dirname);
const key = "0123456789abcdef0123456789abcdef";
const owner = {
  OBOLE_INIT_EMAIL: "nora@example.com",
  OBOLE_INIT_PASSWORD: "a quiet copper coin",
  OBOLE_INIT_WORKSPACE: "Atelier Nord",
  OBOLE_INIT_API_KEY: key,
};
const authorization = { authorization: `Bearer ${key}` };

test("whoever follows the README's calls gets what they promise", async () => {
  const app = await startApp({ env: owner });
  const readme = await readFile(path.join(root, "README.md"), "utf8");
  const calls = readme.split("\n").filter((line) => line.startsWith("curl "));
  expect(calls.length).toBeGreaterThan(1);
  for (const call of calls) {
    const [, file] = /--data-binary @(\S+)/.exec(call) ?? [];
    const [, address = ""] = /"http:\/\/localhost:3000([^"]+)"/.exec(call) ?? [];
    const body = file && (await readFile(path.join(root, file)));
    const response = await fetch(app.url + address, { headers: authorization, ...(body && { method: "POST", body }) });
    expect(response.ok, `${call}\n${await response.text()}`).toBe(true);
  }
  await app.discard();
});

test("a second start over the same data is refused in one line", async () => {
  const app = await startApp();
  const other = spawn(process.execPath, [path.join(root, "scripts", "start.mjs"), "--no-env-file"], {
    env: { ...process.env, OBOLE_DATA_DIR: app.folder, PORT: String(await freePort()) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  other.stderr.on("data", (text) => (said += text));
  const [code] = await once(other, "close");
  expect(code).toBe(1);
  expect(said.trim()).toMatch(/^Obole is already running over \S+ \(process \d+\)\. Stop it first, or set OBOLE_DATA_DIR to another folder\.$/);
  await app.discard();
});

test("a killed start loses nothing, and the next one serves it again", async () => {
  const killed = await startApp({ env: owner });
  const before = await spendOf(killed.url);
  process.kill(killed.launcherPid, "SIGKILL");
  await killed.ended;
  const again = await startApp({ folder: killed.folder });
  expect(await spendOf(again.url)).toEqual(before);
  await again.discard();
});

test("told to stop, it is not ready at once, finishes what runs, and ends", async () => {
  const app = await startApp({ env: owner });
  const usage = await readFile(path.join(root, "public", "example-usage.csv"));
  const upload = http.request(`${app.url}/api/v1/imports?filename=slow.csv`, {
    method: "POST",
    headers: { ...authorization, "content-length": usage.length },
  });
  const answered = once(upload, "response");
  upload.write(usage.subarray(0, 100));
  await sleep(1_000);

  process.kill(app.launcherPid, "SIGTERM");
  await expect.poll(async () => (await fetch(`${app.url}/api/ready`)).status).toBe(503);
  upload.end(usage.subarray(100));
  const [response] = await answered;
  expect(response.statusCode).toBe(201);
  response.resume();
  expect(await app.ended).toBe(0);
  await expect(fetch(app.url)).rejects.toThrow();
  await app.discard();
});

async function spendOf(url: string): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/spend?from=2026-06-01&to=2026-07-01`, { headers: authorization });
  expect(response.status).toBe(200);
  return await response.json();
}
