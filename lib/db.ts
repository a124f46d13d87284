import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "@/generated/prisma/client";
import { env } from "./env";

type Connections = { pool: pg.Pool; prisma: PrismaClient };

// One pool per process, also when a development server loads this module again.
const held = globalThis as typeof globalThis & { oboleConnections?: Connections };

function connect(): Connections {
  const pool = new pg.Pool({ connectionString: env.databaseUrl, max: 16, connectionTimeoutMillis: 10_000, idleTimeoutMillis: 30_000 });
  pool.on("error", () => {}); // an idle connection died with its server; the next query gets a new one
  return { pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool) }) };
}

function connections(): Connections {
  held.oboleConnections ??= connect();
  return held.oboleConnections;
}

/** For ordinary tables. */
export const prisma = new Proxy({} as PrismaClient, {
  get: (_target, name) => Reflect.get(connections().prisma, name),
});

/** For COPY, merges and dashboard queries: SQL over `pg`. */
export function pool(): pg.Pool {
  return connections().pool;
}

/** A connection of one's own, outside the pool, for a long transaction or a COPY. The caller ends it. */
export async function ownConnection(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: env.databaseUrl, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {}); // the query under way rejects with it
  await client.connect();
  return client;
}

/** Runs `work` in one transaction on a pooled connection; rolls back when it throws. */
export async function transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

/**
 * Reads sum many cells into few groups: a hash table of these does it in half the time of a sort, which is what PostgreSQL takes when it expects more
 * groups than its default memory holds (it multiplies what is known of each column).
 */
const beginReading = `begin isolation level repeatable read read only;
  set local work_mem = '64MB'; set local hash_mem_multiplier = 4; set local enable_mergejoin = off`;

/** Runs several reads that see the same state of the data. */
export async function snapshot<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  try {
    await client.query(beginReading);
    return await work(client);
  } finally {
    await client.query("rollback").catch(() => {});
    client.release();
  }
}

/** Streams what several reads make that see the same state of the data; whoever stops reading frees the connection. */
export async function* snapshotStream<T>(work: (client: pg.PoolClient) => AsyncIterable<T>): AsyncGenerator<T> {
  const client = await pool().connect();
  try {
    await client.query(beginReading);
    yield* work(client);
  } finally {
    await client.query("rollback").catch(() => {});
    client.release();
  }
}

/** Ends all connections of this process. */
export async function disconnect(): Promise<void> {
  const current = held.oboleConnections;
  held.oboleConnections = undefined;
  await current?.prisma.$disconnect();
  await current?.pool.end().catch(() => {});
}
