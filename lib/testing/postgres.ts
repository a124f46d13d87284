import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { createDatabase } from "../../scripts/database.mjs";
import { applyMigrations } from "../../scripts/migrations.mjs";
import { startPostgres } from "../../scripts/postgres.mjs";

declare module "vitest" {
  interface ProvidedContext {
    postgres: string;
    template: string;
  }
}

type Server = { url: (database: string) => string; stop: () => Promise<void> };

/**
 * One server for all integration tests, with a migrated template that each file copies: a throw-away one, or that of `TEST_SERVER_URL`, where they make
 * databases of their own and take them away.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_SERVER_URL;
  const server = given ? serverAt(given) : await throwAwayServer();
  const template = `template_obole_${randomBytes(6).toString("hex")}`;
  await createDatabase(server.url("postgres"), template);
  await applyMigrations(server.url(template));
  project.provide("postgres", server.url("postgres"));
  project.provide("template", template);
  return async () => {
    const client = new pg.Client({ connectionString: server.url("postgres") });
    await client.connect();
    await client.query(`drop database ${template} with (force)`).finally(() => client.end());
    await server.stop();
  };
}

function serverAt(given: string): Server {
  const url = (database: string) => Object.assign(new URL(given), { pathname: `/${database}` }).href;
  return { url, stop: async () => {} };
}

async function throwAwayServer(): Promise<Server> {
  const folder = await mkdtemp(path.join(tmpdir(), "obole-integration-"));
  const { url, stop } = await startPostgres({ folder, fast: true });
  return { url, stop: () => stop().then(() => rm(folder, { recursive: true, force: true })) };
}
