import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { disconnect, ownConnection, pool } from "@/lib/db";
import { env } from "@/lib/env";
import { undoImport } from "@/lib/imports/mutations";
import { recordBaseline } from "@/lib/pricing/mutations";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader, take } from "@/lib/testing/files";
import { monthCsv } from "@/lib/testing/reports";
import { verifyChains } from "./audit-chain.mjs";
import { writeBackup } from "./backup-archive.mjs";
import { restoreBackup } from "./restoring.mjs";

freshDatabase();

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "obole-backup-"));
  file = path.join(folder, "backup.zip");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const usage = (team: string, rows: number) =>
  [
    canonicalHeader,
    ...Array.from(
      { length: rows },
      (_, n) => `2026-06-${10 + (n % 15)}T10:00:00Z,openai,gpt-4o,${1000 + n},${n},0,1,,"${team}\tA, ""x""\\",,,r${team}${n}`,
    ),
  ].join("\n");

function reportOf(access: Access): Promise<string> {
  return monthCsv(access, "2026-06");
}

async function wipe(): Promise<void> {
  await pool().query("drop schema public cascade");
  await pool().query("create schema public");
  await disconnect();
}

async function problems(): Promise<(string | null)[]> {
  const client = await ownConnection();
  return (await verifyChains(client).finally(() => client.end())).map(({ problem }) => problem);
}

test("a backup restored on an empty database gives the same reports, byte for byte, and goes on from there", async () => {
  const [paris, kolkata] = [await freshWorkspace({ timezone: "Europe/Paris" }), await freshWorkspace({ timezone: "Asia/Kolkata" })];
  await take(paris, usage("Éclair", 300));
  await take(kolkata, usage("Search", 200));
  await recordBaseline(kolkata, { provider: "openai", model: "gpt-4o" });
  const undone = await take(paris, usage("undone", 20));
  await undoImport(paris, undone.id ?? 0);
  await pool().query(
    "insert into price_rule (workspace_id, kind, percent, starts_at, recorded_by) values ($1, 'discount', 12.5, '2026-06-15', 'system')",
    [paris.workspaceId],
  );
  const before = [await reportOf(paris), await reportOf(kolkata)];
  expect(before[0]?.split("\r\n").length).toBeGreaterThan(2);

  const { tables } = await writeBackup(env.databaseUrl, file);
  await wipe();
  await restoreBackup(env.databaseUrl, file);
  expect([await reportOf(paris), await reportOf(kolkata)]).toEqual(before);
  const again = await writeBackup(env.databaseUrl, `${file}.2`);
  expect(again.tables).toEqual(tables); // every table, to the last byte
  expect((await problems()).filter(Boolean)).toEqual([]);

  const next = await take(paris, usage("after", 5));
  expect(next).toMatchObject({ status: "done", accepted: 5 });
  expect(next.id).toBeGreaterThan(undone.id ?? 0);
  await expect(pool().query("delete from audit_entry")).rejects.toThrow(/append-only/);
});

test("it is not restored over data, unless told to", async () => {
  await pool().query(`insert into "user" (email, name) values ('nora@example.com', 'Nora')`);
  await disconnect();
  await expect(restoreBackup(env.databaseUrl, file)).rejects.toThrow(/data in this database already/);
  await restoreBackup(env.databaseUrl, file, { force: true });
  expect((await pool().query('select 1 from "user"')).rowCount).toBe(0);
});

test.each([
  ["cut off", (bytes: Buffer) => bytes.subarray(0, bytes.length - 2000)],
  ["changed in the middle", (bytes: Buffer) => Buffer.from(bytes).fill(0x55, bytes.length >> 1, (bytes.length >> 1) + 40)],
  ["another file", () => Buffer.from("timestamp,model\n")],
])("an archive that is %s is refused before anything is written", async (_, spoil) => {
  const spoilt = path.join(folder, "spoilt.zip");
  await writeFile(spoilt, spoil(await readFile(file)));
  const before = (await pool().query("select count(*) from usage_event")).rows;
  await expect(restoreBackup(env.databaseUrl, spoilt, { force: true })).rejects.toThrow(/no backup|damaged|was changed/);
  expect((await pool().query("select count(*) from usage_event")).rows).toEqual(before);
});

test("a backup is of one moment, also while rows come in", async () => {
  const access = await freshWorkspace();
  const [{ tables }] = await Promise.all([writeBackup(env.databaseUrl, file), take(access, usage("meanwhile", 2000))]);
  const rows = (name: string) => tables.find((table) => table.name === name)?.rows;
  const whole = (await pool().query("select count(*)::text as count from usage_event")).rows[0].count;
  expect([whole, String(Number(whole) - 2000)]).toContain(rows("usage_event"));
  expect(rows("usage_identity")).toBeDefined();
});
