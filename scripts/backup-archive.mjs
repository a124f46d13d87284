// A backup: a zip with each table as PostgreSQL's COPY text, and a manifest that says what is in it and what it hashes to. docs/backup.md describes it.
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { open as openFile, rename, rm } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import yauzl from "yauzl";
import yazl from "yazl";

/**
 * @typedef {{ name: string, columns: string[], rows: string, bytes: number, sha256: string }} TableEntry
 * @typedef {{ name: string, last_value: string, is_called: boolean }} Sequence
 * @typedef {{ format: string, version: number, made_at: string, migrations: { name: string, checksum: string }[], tables: TableEntry[], sequences: Sequence[] }} Manifest
 */

const format = { format: "obole-backup", version: 1 };
const manifestName = "manifest.json";
const largestManifest = 16 << 20;
const newline = 10;

/** The entry of the archive that holds a table. @param {string} table */
export function entryOf(table) {
  return `tables/${table}.copy`;
}

/** What a row looks like as text must not depend on how a server is set up: archives of one database are the same everywhere. */
const plainText =
  "set timezone = 'UTC'; set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'; set bytea_output = 'hex'; set extra_float_digits = 1";

/**
 * Writes all of a database, as of one moment, into `file`; nobody has to wait meanwhile. The file appears when it is whole.
 * @param {string} url @param {string} file @returns {Promise<Manifest>}
 */
export async function writeBackup(url, file) {
  const partial = `${file}.partial`;
  try {
    return await inSnapshot(url, async (client, manifest) => {
      await pipeline(zipOf(client, manifest), createWriteStream(partial, { flags: "w", mode: 0o600 }));
      await flush(partial);
      await rename(partial, file);
    });
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** What a backup of a database would hold, to the hash of each table, without writing one. @param {string} url @returns {Promise<Manifest>} */
export async function contentsOf(url) {
  return await inSnapshot(url, async (client, manifest) => {
    for (const table of manifest.tables) await pipeline(copyOf(client, table), counting(table), drained);
  });
}

/** @param {string} url @param {(client: import("pg").Client, manifest: Manifest) => Promise<void>} work fills in sizes and hashes @returns {Promise<Manifest>} */
async function inSnapshot(url, work) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query(plainText);
    await client.query("begin isolation level repeatable read read only");
    const manifest = await describe(client);
    await work(client, manifest);
    return manifest;
  } finally {
    await client.end();
  }
}

/** What is to be written; sizes and hashes follow as it is. @param {import("pg").Client} client @returns {Promise<Manifest>} */
async function describe(client) {
  const { rows: migrations } = await client.query(
    "select migration_name as name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null order by migration_name",
  );
  // What is unlogged does not outlive a crash either: rows on their way in, and who asked how often.
  const { rows: tables } = await client.query(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relpersistence = 'p' and c.relname <> '_prisma_migrations'
       and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     group by c.relname order by c.relname`,
  );
  const { rows: names } = await client.query("select sequencename as name from pg_sequences where schemaname = 'public' order by 1");
  const sequences = [];
  for (const { name } of names) {
    const { rows } = await client.query(`select last_value::text, is_called from ${pg.escapeIdentifier(name)}`);
    sequences.push({ name, ...rows[0] });
  }
  const empty = { rows: "0", bytes: 0, sha256: "" };
  return { ...format, made_at: new Date().toISOString(), migrations, tables: tables.map((table) => ({ ...table, ...empty })), sequences };
}

/** @param {import("pg").Client} client @param {Manifest} manifest @returns {NodeJS.ReadableStream} */
function zipOf(client, manifest) {
  const zip = new yazl.ZipFile();
  for (const table of manifest.tables) {
    zip.addReadStreamLazy(entryOf(table.name), { mode: 0o600 }, (give) => {
      const copy = copyOf(client, table);
      const counted = counting(table);
      copy.on("error", (error) => counted.destroy(error));
      give(null, copy.pipe(counted));
    });
  }
  zip.addReadStreamLazy(manifestName, { mode: 0o600 }, (give) => give(null, Readable.from([JSON.stringify(manifest, null, 1)])));
  zip.on("error", (error) => zip.outputStream.emit("error", error));
  zip.end();
  return zip.outputStream;
}

/** @param {import("pg").Client} client @param {TableEntry} table */
function copyOf(client, table) {
  return client.query(copyTo(`copy ${qualified(table)} to stdout`));
}

/** Reads to the end and keeps nothing. @param {AsyncIterable<unknown>} pieces */
async function drained(pieces) {
  for await (const _ of pieces);
}

/** Passes a table on and notes what went by. @param {TableEntry} table */
function counting(table) {
  const hash = createHash("sha256");
  let rows = 0n;
  return new Transform({
    transform(piece, _encoding, done) {
      hash.update(piece);
      table.bytes += piece.length;
      for (let at = piece.indexOf(newline); at >= 0; at = piece.indexOf(newline, at + 1)) rows++;
      done(null, piece);
    },
    flush(done) {
      Object.assign(table, { rows: rows.toString(), sha256: hash.digest("hex") });
      done();
    },
  });
}

/** A table and the columns of it that an archive holds. @param {Pick<TableEntry, "name" | "columns">} table */
export function qualified({ name, columns }) {
  return `${pg.escapeIdentifier(name)} (${columns.map((column) => pg.escapeIdentifier(column)).join(", ")})`;
}

/** @param {string} file */
async function flush(file) {
  const handle = await openFile(file, "r+");
  await handle.sync();
  await handle.close();
}

/**
 * Opens a backup and checks all of it before anything is done with it: every table is there, whole and as it was written.
 * @param {string} file @returns {Promise<{ manifest: Manifest, read: (table: string) => Promise<Readable>, close: () => void }>}
 */
export async function openBackup(file) {
  const zip = await yauzl.openPromise(file, { autoClose: false }).catch((error) => {
    throw new Error(`${file} is no backup, or was cut off: ${error.message}`);
  });
  try {
    /** @type {Map<string, import("yauzl").Entry>} */
    const entries = new Map();
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
    const read = async (/** @type {string} */ name) => {
      const entry = entries.get(name);
      if (!entry) throw new Error(`${file} is no whole backup: ${name} is missing`);
      return /** @type {Readable} */ (await zip.openReadStreamPromise(entry));
    };
    const manifest = manifestOf(await textOf(await read(manifestName)), file);
    for (const table of manifest.tables) await check(table, await read(entryOf(table.name)), file);
    return { manifest, read: (table) => read(entryOf(table)), close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

/** @param {string} text @param {string} file @returns {Manifest} */
function manifestOf(text, file) {
  const manifest = JSON.parse(text);
  if (manifest.format !== format.format) throw new Error(`${file} is no backup of Obole`);
  if (manifest.version !== format.version) throw new Error(`${file} is of a newer kind (${manifest.version}); restore it with a newer Obole`);
  return manifest;
}

/** @param {TableEntry} table @param {Readable} content @param {string} file */
async function check(table, content, file) {
  const found = { name: table.name, columns: [], rows: "0", bytes: 0, sha256: "" };
  try {
    await pipeline(content, counting(found), drained);
  } catch (error) {
    throw new Error(`${file} is damaged in ${entryOf(table.name)}: ${error instanceof Error ? error.message : error}`);
  }
  if (found.sha256 !== table.sha256 || found.rows !== table.rows)
    throw new Error(`${file} was changed: ${entryOf(table.name)} is not what was written`);
}

/** @param {Readable} content */
async function textOf(content) {
  const pieces = [];
  let size = 0;
  for await (const piece of content) {
    size += piece.length;
    if (size > largestManifest) throw new Error("the manifest is too large");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}
