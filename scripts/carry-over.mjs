// Data that an earlier major version of PostgreSQL wrote, carried over at the start: backed up, restored, compared, then swapped in. docs/backup.md describes it.
import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statfsSync, statSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { verifyChains } from "./audit-chain.mjs";
import { contentsOf, writeBackup } from "./backup-archive.mjs";
import { bringUp, createCluster, majorOf, stop, stopLeftover, urlOf } from "./cluster.mjs";
import { connected, createDatabase } from "./database.mjs";
import { freePort } from "./listening.mjs";
import { earlierBinaries, versionOf } from "./postgres-binaries.mjs";
import { restoreAsItWas } from "./restoring.mjs";

/** Obole's database on a server of its own. */
export const database = "obole";
const progressMs = 5_000;
const mebibyte = 2 ** 20;
/** An empty cluster, the earlier binaries and room to breathe. */
const leastSpace = 256 * mebibyte;
const mostLog = 2048 * mebibyte;

/** @typedef {(text: string) => void} Say */
/** @typedef {{ folder: string, binaries: string, way: import("./cluster.mjs").Way, say: Say }} Target `binaries`: of the version to carry over to */
/** @typedef {{ manifest: import("./backup-archive.mjs").Manifest, chains: import("./audit-chain.mjs").Verdict[] }} Contents */

/**
 * Carries the data in `folder` over to the major version of `binaries`, when an earlier one wrote it. The folder it was stays beside it. A start that is cut
 * off loses nothing at any moment: until the new data is whole and compared, nothing but the server that wrote the old has touched it.
 * @param {Target} target
 */
export async function carryOver(target) {
  const { folder, binaries } = target;
  const cluster = path.join(folder, "pg");
  const work = path.join(folder, "carry-over");
  if (!existsSync(cluster) && existsSync(verifiedIn(work))) putInPlace(cluster, work); // cut off between the two renames
  const [from, to] = [majorOf(cluster), versionOf(binaries)];
  if (from === null || from === to) return rmSync(work, { recursive: true, force: true });
  if (Number(from) > Number(to)) throw new Error(tooNew(cluster, from, to));
  try {
    await convert(target, { cluster, work, from, to });
  } catch (error) {
    clear(work);
    const reason = error instanceof Error ? error.message : error;
    throw new Error(
      `The data in ${cluster} was written by PostgreSQL ${from} and could not be carried over to PostgreSQL ${to}. It is as it was.\n${reason}`,
    );
  }
}

/** @param {string} cluster @param {string} from @param {string} to */
function tooNew(cluster, from, to) {
  return `The data in ${cluster} was written by PostgreSQL ${from}; PostgreSQL ${to}, which was found here, is older and cannot read it. Start the Obole that wrote it or a newer one, or restore a backup into another folder (OBOLE_DATA_DIR).`;
}

/** @param {Target} target @param {{ cluster: string, work: string, from: string, to: string }} places */
async function convert({ folder, binaries, way, say }, { cluster, work, from, to }) {
  say(`the data in ${cluster} was written by PostgreSQL ${from}; carrying it over to PostgreSQL ${to}`);
  mkdirSync(work, { recursive: true, mode: way === "nobody" ? 0o711 : 0o700 });
  if (way === "nobody") chmodSync(work, 0o711); // its user has to get through
  const fresh = path.join(work, "pg");
  await stopLeftover(fresh);
  clear(work);
  checkSpace(folder, cluster);
  const earlier = await earlierBinaries(from, path.join(work, `postgresql-${from}`), say);
  const archive = path.join(work, "data.zip");
  const log = path.join(folder, "postgres.log");

  const before = await still(say, `reading it with PostgreSQL ${from}`, () =>
    served({ cluster, binaries: earlier, way, log, say }, (url) => pack(url, archive, say)),
  );
  await createCluster(binaries, fresh, way);
  await still(say, `writing and comparing it with PostgreSQL ${to}`, () =>
    served({ cluster: fresh, binaries, way, log, say }, (url) => before && unpack(url, archive, before)),
  );
  renameSync(fresh, verifiedIn(work));
  flush(work);
  const aside = asideOf(cluster, from);
  renameSync(cluster, aside);
  flush(folder);
  putInPlace(cluster, work);
  rmSync(work, { recursive: true, force: true });
  say(`the data is now PostgreSQL ${to}'s. What it was is kept in ${aside}: delete it when all is well.`);
  say(`to go back: stop, put ${aside} in the place of ${cluster}, and start the Obole you had. What is new since then is not in it.`);
}

/** @param {string} work */
function verifiedIn(work) {
  return path.join(work, "verified");
}

/** What a start that was cut off may have left, except the earlier binaries. @param {string} work */
function clear(work) {
  for (const name of ["pg", "pg.new", "verified", "data.zip", "data.zip.partial"]) rmSync(path.join(work, name), { recursive: true, force: true });
}

/** @param {string} cluster @param {string} work */
function putInPlace(cluster, work) {
  renameSync(verifiedIn(work), cluster);
  flush(path.dirname(cluster));
}

/** Where the old data goes: never over something that is there. @param {string} cluster @param {string} major */
function asideOf(cluster, major) {
  const name = `${cluster}-${major}`;
  for (let number = 1; ; number++) {
    const free = number === 1 ? name : `${name}.${number}`;
    if (!existsSync(free)) return free;
  }
}

/** Puts the names in a folder on the disk. @param {string} folder */
function flush(folder) {
  if (process.platform === "win32") return; // it opens no folders
  const handle = openSync(folder, "r");
  fsyncSync(handle);
  closeSync(handle);
}

/** The new data, its log while it is written, and the archive between: before anything begins. @param {string} folder @param {string} cluster */
function checkSpace(folder, cluster) {
  const size = sizeOf(cluster);
  const needed = 2 * size + Math.min(size, mostLog) + leastSpace;
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  const amount = (/** @type {number} */ bytes) => `${Math.ceil(bytes / mebibyte)} MiB`;
  throw new Error(
    `That needs ${amount(needed)} free on the disk of ${folder}; ${amount(free)} are. Make room, or move the folder and name it in OBOLE_DATA_DIR.`,
  );
}

/** Bytes of a cluster without its log. @param {string} cluster @returns {number} */
function sizeOf(cluster) {
  const log = path.join(cluster, "pg_wal");
  return readdirSync(cluster, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.startsWith(log))
    .reduce((sum, { parentPath, name }) => sum + statSync(path.join(parentPath, name)).size, 0);
}

/** Says what begins, and now and then that it goes on. @template T @param {Say} say @param {string} doing @param {() => Promise<T>} work @returns {Promise<T>} */
async function still(say, doing, work) {
  say(doing);
  const progress = setInterval(() => say(`still ${doing}`), progressMs);
  return await work().finally(() => clearInterval(progress));
}

/**
 * Works on a cluster's own server, which is stopped cleanly afterwards: all it holds is on the disk then.
 * @template T @param {Omit<import("./cluster.mjs").Served, "port">} over @param {(urlOf: (database: string) => string) => Promise<T> | T} work @returns {Promise<T>}
 */
async function served(over, work) {
  const port = await freePort();
  const server = await bringUp({ ...over, port });
  try {
    return await work((name) => urlOf(port, name));
  } finally {
    await stop(server, over.cluster);
  }
}

/**
 * Everything of Obole's into the archive; null: there is nothing yet.
 * @param {(database: string) => string} url @param {string} archive @param {Say} say @returns {Promise<Contents | null>}
 */
async function pack(url, archive, say) {
  const names = await connected(url("postgres"), async (client) => {
    const { rows } = await client.query("select datname as name from pg_database where not datistemplate and datname <> 'postgres' order by 1");
    return rows.map(({ name }) => name);
  });
  const others = names.filter((name) => name !== database);
  if (others.length) say(`left behind, as Obole did not make them: the databases ${others.join(", ")}`);
  if (!names.includes(database) || !(await isMigrated(url(database)))) return null;
  return { manifest: await writeBackup(url(database), archive), chains: await connected(url(database), verifyChains) };
}

/** @param {string} url @returns {Promise<boolean>} */
async function isMigrated(url) {
  const { rows } = await connected(url, (client) => client.query("select to_regclass('public._prisma_migrations') is not null as is_there"));
  return rows[0].is_there;
}

/** Restores the archive and compares what is there now, to the hash of each table, with what was. @param {(database: string) => string} url @param {string} archive @param {Contents} before */
async function unpack(url, archive, before) {
  await createDatabase(url("postgres"), database);
  await restoreAsItWas(url(database), archive);
  const after = { manifest: await contentsOf(url(database)), chains: await connected(url(database), verifyChains) };
  const differs = /** @type {const} */ (["migrations", "tables", "sequences"]).flatMap((part) =>
    firstDifference(before.manifest[part], after.manifest[part]),
  );
  if (!isDeepStrictEqual(before.chains, after.chains)) differs.push("the audit trail");
  if (differs.length)
    throw new Error(`What was written is not what was read: ${differs.join(", ")}. Please report this; restore a backup meanwhile.`);
}

/** @param {{ name: string }[]} before @param {{ name: string }[]} after @returns {string[]} */
function firstDifference(before, after) {
  const wrong = before.find((part, index) => !isDeepStrictEqual(part, after[index])) ?? after[before.length];
  return wrong ? [wrong.name] : [];
}
