import { randomBytes } from "node:crypto";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { createDatabase } from "./database.mjs";
import { freePort } from "./listening.mjs";
import { applyMigrations } from "./migrations.mjs";

async function emptyDatabase(): Promise<string> {
  const name = `start_${randomBytes(6).toString("hex")}`;
  await createDatabase(inject("postgres"), name);
  return changed((url) => {
    url.pathname = `/${name}`;
  });
}

function changed(change: (url: URL) => void): string {
  const url = new URL(inject("postgres"));
  change(url);
  return url.href;
}

async function query(url: string, sql: string): Promise<{ rows: Record<string, unknown>[] }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

test("of several starts at once, one applies each migration", async () => {
  const url = await emptyDatabase();
  const applied = await Promise.all([applyMigrations(url), applyMigrations(url), applyMigrations(url)]);
  const { rows } = await query(url, "select migration_name as name from _prisma_migrations order by 1");
  expect(applied.flat().sort()).toEqual(rows.map((row) => row.name));
  expect(applied.filter((names) => names.length)).toHaveLength(1);
  expect(await applyMigrations(url)).toEqual([]);
});

test("a database of a newer version is left alone", async () => {
  const url = await emptyDatabase();
  await applyMigrations(url);
  await query(url, "update _prisma_migrations set migration_name = '29990101000000_later' where migration_name like '%_init'");
  await expect(applyMigrations(url)).rejects.toThrow("brought up to date by a newer Obole (migration 29990101000000_later)");
});

test("a migration that was changed after it had been applied is named", async () => {
  const url = await emptyDatabase();
  await applyMigrations(url);
  await query(url, "update _prisma_migrations set checksum = 'other' where migration_name like '%_init'");
  await expect(applyMigrations(url)).rejects.toThrow(/The migration \d+_init was changed after it had been applied/);
});

test("a database out of reach is one line that says what to mend and never the password", async () => {
  const port = await freePort();
  const cases: [string, string][] = [
    [changed((url) => (url.port = String(port))), `nothing listens at 127.0.0.1:${port}`],
    [changed((url) => (url.hostname = "nowhere.invalid")), "there is no host nowhere.invalid"],
    [changed((url) => (url.username = "stranger")), "refuses the user stranger"],
    [changed((url) => (url.pathname = "/nothing")), "has no database nothing. Create it: createdb nothing"],
  ];
  for (const [address, reason] of cases) {
    const url = new URL(address);
    url.password = "open-sesame";
    const refusal = await applyMigrations(url.href).catch((error: Error) => error.message);
    expect(refusal).toContain(`The database in DATABASE_URL cannot be used: `);
    expect(refusal).toContain(reason);
    expect(refusal).not.toMatch(/open-sesame|\n/);
  }
});

test("a user who may not create tables is told so", async () => {
  const url = await emptyDatabase();
  await query(url, "create role reader login");
  const limited = new URL(url);
  limited.username = "reader";
  await expect(applyMigrations(limited.href)).rejects.toThrow(/may not create tables there/);
});
