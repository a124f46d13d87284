import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { createDatabase } from "../../scripts/database.mjs";
import { applyMigrations } from "../../scripts/migrations.mjs";
import { startPostgres } from "../../scripts/postgres.mjs";

declare module "vitest" {
  interface ProvidedContext {
    postgres: string;
  }
}

/** One throw-away server for all integration tests, with a migrated template that each file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), "obole-integration-"));
  const server = await startPostgres({ folder, fast: true });
  await createDatabase(server.url("postgres"), "template_obole");
  await applyMigrations(server.url("template_obole"));
  project.provide("postgres", server.url("postgres"));
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
