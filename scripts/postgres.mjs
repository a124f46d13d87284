// An embedded PostgreSQL: a real server, its data in a folder of ours, started again when it dies.
import { chmodSync, mkdirSync } from "node:fs";
import path from "node:path";
import { carryOver, database } from "./carry-over.mjs";
import { bringUp, createCluster, hasEnded, isPostgresOver, postmaster, stop, urlOf } from "./cluster.mjs";
import { createDatabase } from "./database.mjs";
import { freePort } from "./listening.mjs";
import { findBinaries, wayToRun } from "./postgres-binaries.mjs";

/**
 * Obole's own database in a data folder: as `startPostgres`, and the database made if it is not there.
 * @param {Parameters<typeof startPostgres>[0]} options @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startDatabase(options) {
  const server = await startPostgres(options);
  try {
    await createDatabase(server.url("postgres"), database);
    return { url: server.url(database), stop: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** The address of the database in a data folder while a server runs over it; null: none does. @param {string} folder */
export function runningDatabase(folder) {
  const cluster = path.join(folder, "pg");
  const { pid, port } = postmaster(cluster) ?? {};
  return pid && port && isPostgresOver(pid, cluster) ? urlOf(port, database) : null;
}

/**
 * Starts a server over `folder` (made on the first start; carried over when an earlier PostgreSQL wrote it) and keeps it running: when it dies without being told to, it is started again on the same port.
 * @param {{ folder: string, fast?: boolean, say?: (text: string) => void, onLoss?: (reason: Error) => void }} options `fast`: for throw-away data only,
 *   nothing is synced to disk; `onLoss`: it died and could not be started again
 * @returns {Promise<{ url: (database: string) => string, stop: () => Promise<void>, pid: () => number | undefined }>}
 */
export async function startPostgres({ folder, fast = false, say = () => {}, onLoss = () => {} }) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const cluster = path.join(folder, "pg");
  const binaries = await findBinaries(say);
  const way = wayToRun();
  if (way === "nobody") chmodSync(folder, 0o711); // its user has to get through
  await carryOver({ folder, binaries, way, say });
  await createCluster(binaries, cluster, way);
  const port = await freePort();
  const served = { cluster, binaries, way, port, log: path.join(folder, "postgres.log"), fast, say };
  let isStopping = false;
  /** @type {Promise<unknown>} */
  let restarting = Promise.resolve();
  let server = watched(await bringUp(served));

  /** @param {import("./cluster.mjs").Child} child */
  function watched(child) {
    if (hasEnded(child)) restart();
    else child.once("exit", restart);
    return child;
  }

  function restart() {
    if (isStopping) return;
    say("the database stopped unexpectedly; starting it again");
    restarting = bringUp(served, { isStopping: () => isStopping }).then(
      (child) => {
        server = watched(child);
        say("the database answers again");
      },
      (error) => isStopping || onLoss(error),
    );
  }

  return {
    url: (database) => urlOf(port, database),
    pid: () => postmaster(cluster)?.pid,
    stop: async () => {
      isStopping = true;
      await restarting;
      await stop(server, cluster);
    },
  };
}
