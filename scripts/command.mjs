// What the commands beside `npm start` share: the database they work on, and how they end.
import { claimFolder } from "./data-folder.mjs";
import { parseSettings, readSource } from "./environment.mjs";
import { runningDatabase, startDatabase } from "./postgres.mjs";

/** @typedef {{ url: string, isServing: boolean, close: () => Promise<void> }} Opened `isServing`: the app is running over it */

/** The database of DATABASE_URL, else the embedded one: as it runs, or started for as long as the command lasts. @returns {Promise<Opened>} */
async function openDatabase() {
  const { databaseUrl, dataDir } = parseSettings(readSource());
  const running = databaseUrl ? null : runningDatabase(dataDir);
  if (databaseUrl || running) return { url: databaseUrl ?? running ?? "", isServing: running !== null, close: async () => {} };
  const release = claimFolder(dataDir);
  const { url, stop } = await startDatabase({ folder: dataDir, say: (text) => console.error(text) });
  return { url, isServing: false, close: () => stop().finally(release) };
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
