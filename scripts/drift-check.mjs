// A database that has been through all migrations is what prisma/schema.prisma describes: on a throw-away server.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { createDatabase } from "./database.mjs";
import { applyMigrations } from "./migrations.mjs";
import { startPostgres } from "./postgres.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "obole-drift-"));
const server = await startPostgres({ folder, fast: true });
try {
  await createDatabase(server.url("postgres"), "migrated");
  await applyMigrations(server.url("migrated"));
  const difference = await differenceFrom(server.url("migrated"));
  if (!/no difference detected/i.test(difference)) throw new Error(`prisma/schema.prisma and prisma/migrations differ:\n${difference}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} url */
async function differenceFrom(url) {
  const question = ["migrate", "diff", "--from-config-datasource", "--to-schema", "prisma/schema.prisma"];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [path.join(import.meta.dirname, "prisma.mjs"), ...question], {
    env: { ...process.env, DATABASE_URL: url },
  });
  return stdout || stderr;
}
