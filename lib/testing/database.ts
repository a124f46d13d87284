import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import type { Access } from "@/lib/access";
import { mintAccess } from "@/lib/access-mint";
import { disconnect, pool } from "@/lib/db";
import { installReferenceBook } from "@/lib/pricing/install";

/** Gives the tests of a file a migrated database of their own, with the reference price book. Call it at the top of the file. */
export function freshDatabase(): void {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const folder = mkdtempSync(path.join(tmpdir(), "obole-"));
  beforeAll(async () => {
    await onServer(`create database ${name} template template_obole`);
    const url = new URL(inject("postgres"));
    url.pathname = `/${name}`;
    process.env.DATABASE_URL = url.href;
    process.env.OBOLE_DATA_DIR = folder;
    process.env.AUTH_SECRET = randomBytes(32).toString("base64");
    await installReferenceBook();
  });
  afterAll(async () => {
    await disconnect();
    rmSync(folder, { recursive: true, force: true });
    await onServer(`drop database ${name} with (force)`);
  });
}

/** A new, empty workspace and the access of someone who may see all of it. */
export async function freshWorkspace({ timezone = "UTC" } = {}): Promise<Access> {
  const slug = `w-${randomBytes(4).toString("hex")}`;
  const { rows } = await pool().query<{ id: number }>("insert into workspace (slug, name, timezone) values ($1, $1, $2) returning id", [
    slug,
    timezone,
  ]);
  return mintAccess({ workspaceId: rows[0]?.id ?? 0, timezone, teams: "all", actor: "system" });
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("postgres") });
  await client.connect();
  await client.query(sql);
  await client.end();
}
