// Puts a backup into a database: its own schema first, then its rows, in one transaction; then this version's newer migrations.
import { randomUUID } from "node:crypto";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { openBackup, qualified } from "./backup-archive.mjs";
import { applyMigrations, migrationFiles } from "./migrations.mjs";

/**
 * Restores `file` into the database at `url`, all or nothing, and brings it up to date. What is there already is kept from it, unless `force`.
 * @param {string} url @param {string} file @param {{ force?: boolean }} [options]
 * @returns {Promise<{ tables: number, rows: bigint, madeAt: string }>}
 */
export async function restoreBackup(url, file, options) {
  const { tables, made_at: madeAt } = await restoreAsItWas(url, file, options);
  await applyMigrations(url);
  return { tables: tables.length, rows: tables.reduce((sum, { rows }) => sum + BigInt(rows), 0n), madeAt };
}

/**
 * As `restoreBackup`, with the schema that the archive was made of.
 * @param {string} url @param {string} file @param {{ force?: boolean }} [options] @returns {Promise<import("./backup-archive.mjs").Manifest>} what is there now
 */
export async function restoreAsItWas(url, file, { force = false } = {}) {
  const backup = await openBackup(file);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  try {
    const migrations = await migrationsOf(backup.manifest);
    await client.connect();
    if (!force) await refuseToOverwrite(client);
    await client.query("begin");
    try {
      await emptySchema(client);
      for (const migration of migrations) await applyAs(client, migration);
      await fill(client, backup);
      await client.query("commit");
    } catch (error) {
      await client.query("rollback").catch(() => {});
      throw error;
    }
    await client.query("analyze");
    return backup.manifest;
  } finally {
    await client.end();
    backup.close();
  }
}

/** The migrations that made the backup's schema, all of which this version has to have. @param {import("./backup-archive.mjs").Manifest} manifest */
async function migrationsOf({ migrations }) {
  const own = new Map((await migrationFiles()).map((file) => [file.name, file]));
  return migrations.map(({ name, checksum }) => {
    const file = own.get(name);
    if (file?.checksum !== checksum)
      throw new Error(`The backup was made by another version of Obole (migration ${name}); restore it with that one or a newer one.`);
    return file;
  });
}

/** @param {import("pg").Client} client */
async function refuseToOverwrite(client) {
  const { rows: there } = await client.query(`select to_regclass('public."user"') is not null as has_people`);
  if (there[0].has_people && (await client.query('select 1 from "user" limit 1')).rowCount)
    throw new Error("There is data in this database already. Restore into a new one, or replace it with: npm run restore -- FILE --force");
  const { rows: others } = await client.query(
    "select count(*)::int as count from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'",
  );
  if (others[0].count) throw new Error(`${others[0].count} other connections use this database. Stop Obole first.`);
}

/** @param {import("pg").Client} client */
async function emptySchema(client) {
  const { rowCount } = await client.query("select 1 from pg_class where relnamespace = 'public'::regnamespace limit 1");
  if (!rowCount) return;
  await client.query("drop schema public cascade");
  await client.query("create schema public");
}

/** @param {import("pg").Client} client @param {{ name: string, sql: string, checksum: string }} migration */
async function applyAs(client, { name, sql, checksum }) {
  await client.query(`create table if not exists _prisma_migrations (
    id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null, logs text,
    rolled_back_at timestamptz, started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`);
  await client.query(sql);
  await client.query(
    "insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) values ($1, $2, $3, now(), now(), 1)",
    [randomUUID(), checksum, name],
  );
}

/**
 * Rows as they were: the triggers that number, chain and refuse stay out of it. Tables others refer to come first.
 * @param {import("pg").Client} client @param {Awaited<ReturnType<typeof openBackup>>} backup
 */
async function fill(client, { manifest, read }) {
  const place = await places(client);
  const inOrder = manifest.tables.toSorted((a, b) => (place.get(a.name) ?? 0) - (place.get(b.name) ?? 0));
  for (const table of inOrder) {
    const name = pg.escapeIdentifier(table.name);
    await client.query(`alter table ${name} disable trigger user`);
    await client.query(`delete from ${name}`);
    await pipeline(await read(table.name), client.query(copyFrom(`copy ${qualified(table)} from stdin`)));
    await client.query(`alter table ${name} enable trigger user`);
  }
  for (const { name, last_value: value, is_called: isCalled } of manifest.sequences)
    await client.query("select setval($1, $2, $3)", [pg.escapeIdentifier(name), value, isCalled]);
}

/** How many references deep each table stands. @param {import("pg").Client} client @returns {Promise<Map<string, number>>} */
async function places(client) {
  const { rows } = await client.query(
    `with recursive reference as (
       select conrelid::regclass as child, confrelid::regclass as parent from pg_constraint where contype = 'f' and conrelid <> confrelid),
     depth as (
       select child, 1 as level from reference union select r.child, d.level + 1 from reference r join depth d on d.child = r.parent where d.level < 20)
     select c.relname as name, max(level)::int as level from depth join pg_class c on c.oid = depth.child group by 1`,
  );
  return new Map(rows.map(({ name, level }) => [name, level]));
}
