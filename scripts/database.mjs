// The database that a command works on: the one of DATABASE_URL, else the embedded one, running or not.
import { parseSettings, readSource } from "./environment.mjs";
import { createDatabase, runningPostgres, startPostgres } from "./postgres.mjs";

/**
 * Answers where the database is and whether the app may be using it. `close` stops the embedded server again if this started it.
 * @returns {Promise<{ url: string, isServing: boolean, close: () => Promise<void> }>}
 */
export async function openDatabase() {
  const { databaseUrl, dataDir } = parseSettings(readSource());
  if (databaseUrl) return { url: databaseUrl, isServing: false, close: async () => {} };
  const running = runningPostgres(dataDir);
  if (running) return { url: running("obole"), isServing: true, close: async () => {} };
  const server = await startPostgres({ folder: dataDir });
  await createDatabase(server.url("postgres"), "obole");
  return { url: server.url("obole"), isServing: false, close: () => server.stop() };
}

/**
 * Runs a command on a connection of its own: what it foresees is a line on the error output and exit code 1.
 * @param {(client: import("pg").Client, database: { url: string, isServing: boolean }) => Promise<void>} work
 */
export async function withDatabase(work) {
  const { default: pg } = await import("pg");
  let database;
  try {
    database = await openDatabase();
    const client = new pg.Client({ connectionString: database.url, connectionTimeoutMillis: 10_000 });
    client.on("error", () => {});
    await client.connect();
    try {
      await work(client, database);
    } finally {
      await client.end();
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    await database?.close();
  }
}
