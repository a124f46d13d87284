// The way to a database that somebody else runs: connected, or one clear line why not.
import { setTimeout as sleep } from "node:timers/promises";

const oldestServer = 15;
const startingUp = "57P03";
const patienceMs = 60_000;

/**
 * Connects, and waits for a server that says it is only just starting. Throws one line that never holds the password.
 * @param {string} url
 */
export async function connect(url) {
  for (const startedAt = Date.now(); ; await sleep(500)) {
    try {
      return await connectOnce(url);
    } catch (error) {
      if (/** @type {{ code?: string }} */ (error).code === startingUp && Date.now() - startedAt < patienceMs) continue;
      throw new Error(`The database in DATABASE_URL cannot be used: ${reasonFor(/** @type {Error} */ (error), new URL(url))}`);
    }
  }
}

/**
 * Works on a connection of its own.
 * @template T
 * @param {string} url @param {(client: import("pg").Client) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function connected(url, work) {
  const client = await connect(url);
  return await work(client).finally(() => client.end());
}

/**
 * Creates a database if it is not there.
 * @param {string} adminUrl @param {string} name
 */
export async function createDatabase(adminUrl, name) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    if (error.code !== "42P04") throw error; // it exists
  } finally {
    await client.end();
  }
}

/** @param {string} url */
async function connectOnce(url) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query("select current_setting('server_version_num')::int / 10000 as version");
    if (rows[0].version < oldestServer) throw new Error(`it is PostgreSQL ${rows[0].version}; Obole needs ${oldestServer} or later`);
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

/** What to mend. @param {Error & { code?: string }} error @param {URL} url */
function reasonFor({ code = "", message }, { hostname, port, username, pathname }) {
  const place = `${hostname}:${port || 5432}`;
  const user = decodeURIComponent(username);
  const database = decodeURIComponent(pathname.slice(1));
  if (code === "ECONNREFUSED") return `nothing listens at ${place}`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `there is no host ${hostname}`;
  if (["ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"].includes(code) || /timeout/.test(message)) return `${place} does not answer`;
  if (code.startsWith("28")) return `${place} refuses the user ${user} (${message})`;
  if (code === "3D000") return `${place} has no database ${database}. Create it: createdb ${database}`;
  if (code === "53300") return `${place} has no connection left (${message})`;
  return `${message || code} (${place})`;
}
