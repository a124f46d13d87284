import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader, take } from "@/lib/testing/files";
import { reportBytes } from "@/lib/testing/reports";
import { reportDownload } from "./download";

freshDatabase();

const options = { knownAt: Date.parse("2026-12-01T09:00:00Z") };
let access: Access;
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "obole-download-test-"));
  vi.stubEnv("TMPDIR", folder); // others write to the common one
  access = await freshWorkspace();
  const users = Array.from({ length: 4500 }, (_, n) => `2026-06-${10 + (n % 15)}T10:00:00Z,openai,gpt-4o,1000,10,0,1,,Search,,user ${n},r${n}`);
  await take(access, [canonicalHeader, ...users].join("\n"));
}, 60_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

test("a download is the whole file, says its length, and leaves nothing behind", async () => {
  const response = await reportDownload(access, "2026-06", "csv", options, new AbortController().signal);
  const body = Buffer.from(await response.arrayBuffer());
  expect(body).toEqual(await reportBytes(access, "2026-06", "csv", options));
  expect(response.headers.get("content-length")).toBe(String(body.length));
  expect(response.headers.get("content-disposition")).toBe('attachment; filename="obole-2026-06.csv"');
  // More lines than are read at once: titles, one a user, the total.
  expect(body.toString().trimEnd().split("\r\n")).toHaveLength(4502);
  expect(await readdir(folder)).toEqual([]);
});

test("whoever goes away frees the connection, and leaves nothing behind", async () => {
  const going = new AbortController();
  const asked = reportDownload(access, "2026-06", "xlsx", options, going.signal);
  going.abort();
  await expect(asked).rejects.toThrow();
  await expect.poll(() => pool().totalCount - pool().idleCount).toBe(0);
  expect(await readdir(folder)).toEqual([]);
});

test("a download that fails on the way is refused, not cut short", async () => {
  const gone = { ...access, workspaceId: 2_000_000_000 };
  await expect(reportDownload(gone, "2026-06", "csv", options, new AbortController().signal)).rejects.toThrow("gone");
  await expect.poll(() => pool().totalCount - pool().idleCount).toBe(0);
});
