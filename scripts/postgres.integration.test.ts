import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { startPostgres } from "./postgres.mjs";

const folders: string[] = [];

function freshFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "obole-postgres-"));
  folders.push(folder);
  return folder;
}

afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function soon<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 100) throw error;
      await sleep(200);
    }
  }
}

test("a server that is killed comes back on the same address with what was committed, and stops when told to", async () => {
  const said: string[] = [];
  const server = await startPostgres({ folder: freshFolder(), say: (text) => said.push(text) });
  const url = server.url("postgres");
  await query(url, "create table kept as select 7 as number");
  process.kill(server.pid() ?? 0, "SIGKILL");
  expect(await soon(() => query(url, "select number from kept"))).toEqual([{ number: 7 }]);
  await soon(async () => expect(said).toEqual(["the database stopped unexpectedly; starting it again", "the database answers again"]));
  await server.stop();
  await expect(query(url, "select 1")).rejects.toThrow(/ECONNREFUSED/);
});

test("a server that is killed comes back, whatever its sessions are busy with", async () => {
  const losses: Error[] = [];
  const server = await startPostgres({ folder: freshFolder(), fast: true, onLoss: (reason) => losses.push(reason) });
  const url = server.url("postgres");
  for (let round = 0; round < 5; round++) {
    // One that is busy does not look up, and would hold the data until it has done.
    const busy = Array.from({ length: 8 }, () => query(url, "select count(*) from generate_series(1, 200000000)").catch(() => null));
    await sleep(50 * round);
    process.kill(server.pid() ?? 0, "SIGKILL");
    expect(await soon(() => query(url, "select 1 as one"))).toEqual([{ one: 1 }]);
    await Promise.all(busy);
  }
  expect(losses).toEqual([]);
  await server.stop();
});

test("the next start takes over from a killed one, its server still there or not", async () => {
  const folder = freshFolder();
  const module = JSON.stringify(new URL("./postgres.mjs", import.meta.url).href);
  const code = `const { startPostgres } = await import(${module}); await startPostgres({ folder: ${JSON.stringify(folder)} }); console.log("up");`;
  const killed = spawn(process.execPath, ["--input-type=module", "-e", `${code} setInterval(() => {}, 1000)`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => killed.stdout.once("data", resolve));
  killed.kill("SIGKILL");
  const server = await startPostgres({ folder });
  expect(await query(server.url("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
  await server.stop();
});

test("a creation that broke off is done anew", async () => {
  const folder = freshFolder();
  mkdirSync(path.join(folder, "pg.new"));
  writeFileSync(path.join(folder, "pg.new", "PG_VERSION"), "17\n");
  const server = await startPostgres({ folder, fast: true });
  await server.stop();
  expect(existsSync(path.join(folder, "pg.new"))).toBe(false);
});

test("a server that cannot start says why in one line", async () => {
  const folder = freshFolder();
  const server = await startPostgres({ folder, fast: true });
  await server.stop();
  writeFileSync(path.join(folder, "pg", "postgresql.conf"), "no_such_setting = on\n");
  const refusal = await startPostgres({ folder }).catch((error: Error) => error.message);
  expect(refusal).toMatch(/^The database ended while it was starting: configuration file .* contains errors \(.*postgres\.log\)$/);
});
