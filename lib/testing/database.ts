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
import { distribute } from "../../scripts/distributing.mjs";

/** Workers of a Citus cluster whose coordinator is the server of the tests, as host:port with commas between: what is tested is distributed then. */
const workers = process.env.TEST_CITUS_WORKERS?.split(",") ?? [];

/** Gives the tests of a file a migrated database of their own, with the reference price book. Call it at the top of the file. */
export function freshDatabase(): void {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const folder = mkdtempSync(path.join(tmpdir(), "obole-"));
  beforeAll(async () => {
    await onServer(`create database ${name} template ${inject("template")}`);
    const url = new URL(inject("postgres"));
    url.pathname = `/${name}`;
    if (workers.length) await spread(url);
    process.env.DATABASE_URL = url.href;
    process.env.OBOLE_DATA_DIR = folder;
    process.env.AUTH_SECRET = randomBytes(32).toString("base64");
    await installReferenceBook();
  });
  afterAll(async () => {
    await disconnect();
    rmSync(folder, { recursive: true, force: true });
    for (const server of [inject("postgres"), ...workers.map(workerUrl)]) await onServer(`drop database if exists ${name} with (force)`, server);
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

async function onServer(sql: string, server = inject("postgres")): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** The same server as the tests' own, at another place. */
function workerUrl(place: string): string {
  return Object.assign(new URL(inject("postgres")), { host: place }).href;
}

/** Distributes a database over the workers, each of which gets one of the same name. */
async function spread(url: URL): Promise<void> {
  for (const worker of workers.map(workerUrl)) {
    await onServer(`create database ${url.pathname.slice(1)}`, worker);
    await onServer("create extension citus", Object.assign(new URL(worker), { pathname: url.pathname }).href);
  }
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query("create extension citus");
  await client.query("set citus.shard_count = 4");
  await distribute(client, { isDry: false, coordinator: url.host, workers, isLocal: false, say: () => {} }).finally(() => client.end());
}
