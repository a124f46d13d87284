#!/usr/bin/env node
// Prisma's schema engine as its CLI expects it (JSON-RPC over stdio), made of the WebAssembly build on npm and the pg adapter.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import readline from "node:readline";
import { parseArgs } from "node:util";
import pg from "pg";

const require = createRequire(import.meta.url);
const { values: options, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: { datasource: { type: "string" }, datamodels: { type: "string", multiple: true } },
});
const url = options.datasource ? JSON.parse(String(options.datasource)).url : process.env.DATABASE_URL;

if (process.argv.includes("--version")) {
  console.log("schema-engine");
  process.exit(0);
}
if (positionals[0] === "cli") process.exit(await runCommand(positionals[1]));

const factory = await adapterFactory();
const wasm = await loadEngine();
const datamodels = [options.datamodels ?? []].flat().map((file) => [file, readFileSync(String(file), "utf8")]);
let pending = 0;
let isClosed = false;

readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => void answer(line))
  .on("close", () => {
    isClosed = true;
    endWhenDone();
  });

/** The two questions that are asked on the command line. @param {string | undefined} command */
async function runCommand(command) {
  try {
    if (command === "create-database")
      await onServer(url, "/postgres", (client) => client.query(`create database ${pg.escapeIdentifier(new URL(url).pathname.slice(1))}`));
    else await onServer(url, null, async () => {});
    return 0;
  } catch (error) {
    const codes = { "3D000": "P1003", ECONNREFUSED: "P1001", "42P04": "P1009" };
    const fields = { error_code: codes[error.code] ?? "P1000", message: error.message };
    process.stderr.write(`\n${JSON.stringify({ level: "ERROR", timestamp: new Date().toISOString(), target: "schema_engine", fields })}\n`);
    return 1;
  }
}

/** @param {string} address @param {string | null} database @param {(client: pg.Client) => Promise<unknown>} work */
async function onServer(address, database, work) {
  const target = new URL(address);
  if (database) target.pathname = database;
  const client = new pg.Client({ connectionString: target.href });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function loadEngine() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => console.error(message) }; // its last words, where it looks for the place to put them
  const glue = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const file = require.resolve("@prisma/schema-engine-wasm").replace(/schema_engine\.js$/, "schema_engine_bg.wasm");
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  return glue;
}

async function adapterFactory() {
  const { PrismaPg } = await import("@prisma/adapter-pg");
  const { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } = await import("@prisma/driver-adapter-utils");

  /** @param {string} address @param {() => Promise<unknown>} [afterwards] */
  async function open(address, afterwards) {
    const pool = new pg.Pool({ connectionString: address, max: 1 });
    const adapter = await new PrismaPg(pool, { disposeExternalPool: true }).connect();
    const dispose = adapter.dispose.bind(adapter);
    return Object.assign(adapter, {
      queryRaw: (query) => withCharacters(adapter, query, ColumnTypeEnum.Character),
      // One simple query: the adapter would split at semicolons inside function bodies.
      executeScript: (sql) =>
        pool.query(sql).then(
          () => {},
          (error) => adapter.onError(error),
        ),
      dispose: async () => {
        await dispose();
        await afterwards?.();
      },
    });
  }

  return bindMigrationAwareSqlAdapterFactory({
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => open(url),
    connectToShadowDb: async () => {
      const name = `prisma_shadow_${crypto.randomUUID().replaceAll("-", "")}`;
      await onServer(url, null, (client) => client.query(`create database ${name}`));
      const shadow = new URL(url);
      shadow.pathname = `/${name}`;
      return open(shadow.href, () => onServer(url, null, (client) => client.query(`drop database if exists ${name} with (force)`)));
    },
  });
}

/** The catalogue's type "char" (18), which the adapter does not know: read as bpchar (1042), and named as what the engine expects. */
async function withCharacters(adapter, query, characterType) {
  let isCharacter = [];
  const reader = Object.create(adapter, {
    performIO: {
      value: async (asked) => {
        const result = await adapter.performIO(asked);
        isCharacter = result.fields.map((field) => field.dataTypeID === 18);
        for (const field of result.fields) if (field.dataTypeID === 18) field.dataTypeID = 1042;
        return result;
      },
    },
  });
  const { queryRaw } = Object.getPrototypeOf(adapter);
  const answer = await queryRaw.call(reader, query);
  return { ...answer, columnTypes: answer.columnTypes.map((type, index) => (isCharacter[index] ? characterType : type)) };
}

/** What the WebAssembly build lacks on PostgreSQL, said through `diff`, which it has. */
function methodsOf(engine) {
  const difference = (params, script) =>
    engine.diff({
      from: { tag: "migrations", ...params.migrationsList },
      to: { tag: "schemaDatamodel", ...params.schema },
      script,
      exitCode: true,
      shadowDatabaseUrl: null,
      filters: params.filters,
    });
  return {
    evaluateDataLoss: async (params) => {
      const { exitCode } = await difference(params, false);
      return { migrationSteps: exitCode === 2 ? 1 : 0, unexecutableSteps: [], warnings: [] };
    },
    createMigration: async (params) => {
      const { exitCode, stdout } = await difference(params, true);
      const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
      const name = params.migrationName.replace(/\W+/g, "_").toLowerCase().slice(0, 200);
      const empty = params.draft ? "-- This is an empty migration." : null;
      const migrationScript = exitCode === 2 ? stdout : empty;
      return { connectorType: "postgresql", generatedMigrationName: name ? `${stamp}_${name}` : stamp, extension: "sql", migrationScript };
    },
    getDatabaseVersion: (params) => engine.version(params),
    createDatabase: async () => ({ databaseName: new URL(url).pathname.slice(1) }),
  };
}

/** @param {string} line */
async function answer(line) {
  if (!line.trim()) return;
  const { id, method, params } = JSON.parse(line);
  if (method === undefined) return;
  pending++;
  send(await resultOf(id, method, params));
  pending--;
  endWhenDone();
}

async function resultOf(id, method, params) {
  try {
    const engine = await wasm.SchemaEngine.new({ datamodels: datamodels.length ? datamodels : null, enabledPreviewFeatures: [] }, () => {}, factory);
    const own = methodsOf(engine)[method];
    const result = (own ? await own(params) : await engine[method](params)) ?? null;
    if (method === "diff" && result?.stdout) send({ jsonrpc: "2.0", id: 1_000_000 + id, method: "print", params: { content: result.stdout } });
    return { jsonrpc: "2.0", id, result };
  } catch (error) {
    const data = { is_panic: false, message: error?.message ?? String(error), error_code: error?.code ?? error?.error_code, meta: error?.meta };
    return { jsonrpc: "2.0", id, error: { code: 4466, message: "An error happened. Check the data field for details.", data } };
  }
}

function send(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function endWhenDone() {
  if (isClosed && !pending) process.exit(0);
}
