// What the commands beside `npm start` share: the database they work on, and how they end.
import { readFileSync } from "node:fs";
import path from "node:path";
import { createDatabase } from "./database.mjs";
import { parseSettings, readSource } from "./environment.mjs";
import { startPostgres } from "./postgres.mjs";

/** @typedef {{ url: string, isServing: boolean, close: () => Promise<void> }} Opened `isServing`: the app is running over it */

/** The database of DATABASE_URL, else the embedded one: as it runs, or started for as long as the command lasts. @returns {Promise<Opened>} */
async function openDatabase() {
  const { databaseUrl, dataDir } = parseSettings(readSource());
  if (databaseUrl) return { url: databaseUrl, isServing: false, close: async () => {} };
  const port = runningPort(path.join(dataDir, "pg"));
  if (port) return { url: `postgresql://obole@127.0.0.1:${port}/obole`, isServing: true, close: async () => {} };
  const server = await startPostgres({ folder: dataDir });
  await createDatabase(server.url("postgres"), "obole");
  return { url: server.url("obole"), isServing: false, close: () => server.stop() };
}

/**
 * Runs a command over that database. What it throws is one line on the error output, and exit code 1.
 * @param {(database: Opened) => Promise<void>} work
 */
export async function runCommand(work) {
  /** @type {Opened | undefined} */
  let database;
  try {
    database = await openDatabase();
    await work(database);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    await database?.close();
  }
}

/** Where the server over a cluster listens, while it runs. @param {string} cluster */
function runningPort(cluster) {
  try {
    const [pid, , , port] = readFileSync(path.join(cluster, "postmaster.pid"), "utf8").split("\n");
    process.kill(Number(pid), 0);
    return Number(port);
  } catch {
    return null;
  }
}
