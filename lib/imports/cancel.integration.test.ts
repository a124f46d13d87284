import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader, rollupOf, take } from "@/lib/testing/files";
import { cancelImport } from "./mutations";
import { importById } from "./queries";
import { openImport } from "./receive";

freshDatabase();

// More than one chunk, so that a merge is under way while the body has not ended.
const rows = 60_000;
const line = (index: number) => `2026-06-01T10:00:00Z,openai,gpt-4o,1000,0,,1,,A,p,u,r-${index}\n`;
const whole = `${canonicalHeader}\n${Array.from({ length: rows }, (_, index) => line(index)).join("")}`;

async function claimed({ workspaceId }: Access): Promise<number> {
  return Number((await pool().query("select count(*) from usage_identity where workspace_id = $1", [workspaceId])).rows[0].count);
}

test("an import is cancelled while its upload stands still: nothing stays, and others go on at once", async () => {
  const access = await freshWorkspace();
  const nothing = await rollupOf(access);
  let isStalled = true;
  async function* body() {
    for (let at = 0; at < whole.length; at += 1 << 16) yield Buffer.from(whole.slice(at, at + (1 << 16)));
    // What was read last is told with the next rows: one that is known already.
    for (; isStalled; await sleep(100)) yield Buffer.from(line(1));
    yield Buffer.from(line(rows));
  }
  const { id, receive } = await openImport(access, { filename: "long.csv" });
  const ended = receive(body()).catch((error) => error);
  await expect.poll(async () => (await importById(access, id)).rows, { timeout: 30_000 }).toBeGreaterThanOrEqual(50_000);

  expect(await cancelImport(access, id)).toMatchObject({ status: "interrupted", error: { code: "import_cancelled" } });
  expect(await take(access, `${canonicalHeader}\n${line(1)}`)).toMatchObject({ status: "done", accepted: 1 });
  const counted = await rollupOf(access);
  expect(counted).not.toEqual(nothing);
  isStalled = false;
  expect(await ended).toMatchObject({ code: "import_cancelled" });
  expect(await importById(access, id)).toMatchObject({ status: "interrupted", accepted: 0, error: { code: "import_cancelled" } });
  expect(await claimed(access)).toBe(1);
  expect(await rollupOf(access)).toEqual(counted);
  expect(await cancelImport(access, id)).toBeNull();
});

test("one that waits for its turn is cancelled before it has begun", async () => {
  const access = await freshWorkspace();
  const { id, receive } = await openImport(access, { filename: "waiting.csv" });
  expect(await cancelImport(access, id)).toMatchObject({ status: "interrupted" });
  async function* body() {
    yield Buffer.from(`${canonicalHeader}\n${line(1)}`);
  }
  await expect(receive(body())).rejects.toMatchObject({ code: "import_cancelled" });
  expect((await importById(access, id)).accepted).toBe(0);
  expect(await claimed(access)).toBe(0);
});

test("a finished one is not cancelled, and another workspace's is not found", async () => {
  const [access, other] = [await freshWorkspace(), await freshWorkspace()];
  const { id } = await take(access, `${canonicalHeader}\n${line(1)}`);
  expect(await cancelImport(access, id ?? 0)).toBeNull();
  expect(await importById(access, id ?? 0)).toMatchObject({ status: "done", accepted: 1 });
  await expect(cancelImport(other, id ?? 0)).rejects.toMatchObject({ code: "not_found" });
});
