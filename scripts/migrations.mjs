// Applies prisma/migrations the way `prisma migrate deploy` does (same table, same checksums, same lock), without the Prisma CLI.
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { connect } from "./database.mjs";

const folder = path.join(path.dirname(import.meta.dirname), "prisma", "migrations");
/** The advisory lock Prisma itself takes. */
const lock = 72707369;
const notAllowed = "42501";

const table = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null, logs text,
  rolled_back_at timestamptz, started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`;

/**
 * Brings a database up to date; several starts at once wait for each other. Each migration is one transaction.
 * @param {string} url @param {(text: string) => void} [say]
 * @returns {Promise<string[]>} the names of those applied now
 */
export async function applyMigrations(url, say = () => {}) {
  const client = await connect(url);
  try {
    const { rows } = await client.query("select pg_try_advisory_lock($1) as mine", [lock]);
    if (!rows[0].mine) {
      say("another start is bringing the database up to date; waiting for it");
      await client.query("select pg_advisory_lock($1)", [lock]);
    }
    await client.query(table);
    return await applyMissing(client);
  } catch (error) {
    if (/** @type {{ code?: string }} */ (error).code !== notAllowed) throw error;
    throw new Error(
      `The user in DATABASE_URL may not create tables there: ${error instanceof Error ? error.message : error}. Make it the database's owner.`,
    );
  } finally {
    await client.end();
  }
}

/** @param {import("pg").Client} client */
async function applyMissing(client) {
  const { rows } = await client.query(
    "select migration_name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null",
  );
  const known = new Map(rows.map((row) => [row.migration_name, row.checksum]));
  const own = await names();
  const newer = [...known.keys()].find((name) => !own.includes(name));
  if (newer) throw new Error(`The database was brought up to date by a newer Obole (migration ${newer}); start that version, or restore a backup.`);

  const applied = [];
  for (const name of own) {
    const sql = await readFile(path.join(folder, name, "migration.sql"), "utf8");
    const checksum = createHash("sha256").update(sql).digest("hex");
    if (known.has(name)) {
      if (known.get(name) !== checksum) throw new Error(`The migration ${name} was changed after it had been applied; restore the file as it was.`);
      continue;
    }
    await apply(client, name, sql, checksum);
    applied.push(name);
  }
  return applied;
}

/** @param {import("pg").Client} client @param {string} name @param {string} sql @param {string} checksum */
async function apply(client, name, sql, checksum) {
  await client.query("begin");
  try {
    await client.query(sql);
    await client.query(
      "insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) values ($1, $2, $3, now(), now(), 1)",
      [randomUUID(), checksum, name],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new Error(`The migration ${name} failed and was rolled back: ${error instanceof Error ? error.message : error}`);
  }
}

async function names() {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The migrations of this version in their order, with the checksums that the database notes. @returns {Promise<{ name: string, sql: string, checksum: string }[]>} */
export async function migrationFiles() {
  const files = [];
  for (const name of await names()) {
    const sql = await readFile(path.join(folder, name, "migration.sql"), "utf8");
    files.push({ name, sql, checksum: createHash("sha256").update(sql).digest("hex") });
  }
  return files;
}
