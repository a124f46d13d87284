// What an import is measured against: PostgreSQL's own COPY of the very rows it wrote, into tables of the same columns, checks and indexes.
import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { from, to } from "pg-copy-streams";

const tables = ["usage_event", "usage_identity"];

/** @param {import("pg").Client} client */
export async function createCopies(client) {
  for (const table of tables) await client.query(`create table copy_of_${table} (like ${table} including all)`);
}

/** Milliseconds that COPY of an import's rows takes, in one transaction, from files already in PostgreSQL's binary form. @param {import("pg").Client} client @param {number} importId @param {string} folder */
export async function copyTime(client, importId, folder) {
  const files = tables.map((table) => ({ table, file: path.join(folder, `${table}.copy`) }));
  for (const { table, file } of files) {
    const rows = client.query(to(`copy (select * from ${table} where import_id = ${Number(importId)}) to stdout (format binary)`));
    await pipeline(rows, createWriteStream(file));
  }
  const startedAt = performance.now();
  await client.query("begin");
  for (const { table, file } of files)
    await pipeline(createReadStream(file, { highWaterMark: 1 << 18 }), client.query(from(`copy copy_of_${table} from stdin (format binary)`)));
  await client.query("commit");
  const took = performance.now() - startedAt;
  for (const { file } of files) await rm(file);
  return took;
}
