// Takes a database to where `distribution.mjs` says its tables live.
import { distributed, distributionColumn, reference, unplacedTables } from "./distribution.mjs";

/** The lock that migrations take: nothing changes tables meanwhile. */
const migrating = 72707369;

/**
 * `workers`: to be added, as host:port. `isLocal`: no worker is fine.
 * @typedef {{ isDry: boolean, coordinator: string | null, workers: readonly string[], isLocal: boolean, say: (text: string) => void }} Wish
 * @typedef {{ what: string, sql: string, values: unknown[] }} Step
 */

/**
 * Adds the workers that are not there and distributes the tables that are not yet; throws where there is no Citus, no worker, or a table without a place.
 * @param {import("pg").ClientBase} client @param {Wish} wish
 */
export async function distribute(client, { isDry, coordinator, workers, isLocal, say }) {
  const { rows } = await client.query("select pg_try_advisory_lock($1) as mine", [migrating]);
  if (!rows[0].mine) throw new Error("A start is bringing this database up to date; run this again once it has ended.");
  try {
    await requireMigrated(client);
    const isThere = await requireCitus(client);
    const steps = [
      ...(isThere ? [] : [{ what: "create extension citus", sql: "create extension citus", values: [] }]),
      ...(await nodeSteps(client, { isThere, coordinator, workers, isLocal })),
      ...(await typeSteps(client, isThere)),
      ...(await tableSteps(client, isThere)),
    ];
    for (const { what, sql, values } of steps) {
      say(isDry ? `would ${what}` : what);
      if (!isDry) await run(client, sql, values);
    }
    if (!steps.length) say("everything is where it belongs");
    else if (isDry) say("nothing was changed");
  } finally {
    await client.query("select pg_advisory_unlock($1)", [migrating]);
  }
}

/** What workers refuse comes as a row of the answer. @param {import("pg").ClientBase} client @param {string} sql @param {unknown[]} values */
async function run(client, sql, values) {
  const { rows } = await client.query(sql, values);
  const refused = rows.find(({ success }) => success === false);
  if (refused) throw new Error(`a worker refused: ${refused.result}`);
}

/** @param {import("pg").ClientBase} client */
async function requireMigrated(client) {
  const { rows } = await client.query("select to_regclass('public.usage_event') is not null as is_there");
  if (!rows[0].is_there) throw new Error("This database has no tables of Obole yet: start Obole over it once, stop it, and run this again.");
  const unplaced = await unplacedTables(client);
  if (unplaced.length)
    throw new Error(`scripts/distribution.mjs does not say where these tables live, so nothing was changed: ${unplaced.join(", ")}`);
}

/** Whether the extension is there; throws where it cannot be. @param {import("pg").ClientBase} client */
async function requireCitus(client) {
  const { rows } = await client.query(
    `select exists (select 1 from pg_extension where extname = 'citus') as is_there, exists (select 1 from pg_available_extensions where name = 'citus') as can_be,
       current_setting('shared_preload_libraries') as preloaded`,
  );
  const { is_there: isThere, can_be: canBe, preloaded } = rows[0];
  if (!canBe) {
    throw new Error(
      "This PostgreSQL has no Citus, so its tables cannot be distributed; nothing was changed. docs/scaling.md says how to come to one that has, and whether you need it.",
    );
  }
  if (!/\bcitus\b/.test(preloaded))
    throw new Error("Citus is installed and not loaded; nothing was changed. Set shared_preload_libraries = 'citus' and restart PostgreSQL.");
  return isThere;
}

/** @param {import("pg").ClientBase} client @param {Pick<Wish, "coordinator" | "workers" | "isLocal"> & { isThere: boolean }} wish @returns {Promise<Step[]>} */
async function nodeSteps(client, { isThere, coordinator, workers, isLocal }) {
  const { rows } = isThere ? await client.query("select nodename || ':' || nodeport as place, groupid from pg_dist_node") : { rows: [] };
  const known = new Set(rows.map((row) => row.place));
  const hasCoordinator = rows.some((row) => row.groupid === 0);
  const added = workers.map(placeOf).filter(({ host, port }) => !known.has(`${host}:${port}`));
  if (!added.length && !isLocal && !rows.some((row) => row.groupid !== 0))
    throw new Error(
      "This cluster has no worker, so there is nothing to spread over; nothing was changed. Name one: --worker worker-1:5432, or say --local.",
    );
  const named = coordinator ?? (isLocal && !added.length ? "localhost:5432" : null);
  if (!hasCoordinator && !named)
    throw new Error("The workers have to know the coordinator; nothing was changed. Say where they reach it: --coordinator db:5432");
  const own = hasCoordinator || !named ? [] : [placeOf(named)];
  return [
    ...own.map(({ host, port }) => ({
      what: `name the coordinator ${host}:${port}`,
      sql: "select citus_set_coordinator_host($1, $2)",
      values: [host, port],
    })),
    ...added.map(({ host, port }) => ({ what: `add the worker ${host}:${port}`, sql: "select citus_add_node($1, $2)", values: [host, port] })),
  ];
}

/** @param {string} text */
function placeOf(text) {
  const [, host, port = "5432"] = /^([\w.-]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (!host) throw new Error(`${text} is no place of a server: expected host:port, as worker-1:5432`);
  return { host, port: Number(port) };
}

/**
 * Queries over distributed tables compare with types that only tables of the coordinator have, and Citus carries over those of distributed ones only.
 * @param {import("pg").ClientBase} client @param {boolean} isThere @returns {Promise<Step[]>}
 */
async function typeSteps(client, isThere) {
  const { rows } = await client.query(
    `select quote_ident(t.typname) as name, array_agg(quote_literal(e.enumlabel) order by e.enumsortorder) as labels
     from pg_type t join pg_enum e on e.enumtypid = t.oid where t.typnamespace = 'public'::regnamespace group by 1 order by 1`,
  );
  const known = isThere ? await typesOfWorkers(client) : [];
  return rows
    .filter(({ name, labels }) => !known.length || known.some((types) => types[name] !== labels.join()))
    .map(({ name, labels }) => ({
      what: `name the values of ${name} to the workers`,
      sql: "select success, result from run_command_on_workers($1)",
      values: [typeSql(name, labels)],
    }));
}

/** The enumerations that each worker knows. @param {import("pg").ClientBase} client @returns {Promise<Record<string, string>[]>} */
async function typesOfWorkers(client) {
  const { rows } = await client.query("select result from run_command_on_workers($1)", [
    `select coalesce(jsonb_object_agg(name, labels), '{}') from (
       select quote_ident(t.typname) as name, string_agg(quote_literal(e.enumlabel), ',' order by e.enumsortorder) as labels
       from pg_type t join pg_enum e on e.enumtypid = t.oid where t.typnamespace = 'public'::regnamespace group by 1) t`,
  ]);
  return rows.map(({ result }) => JSON.parse(result));
}

/** Makes a type on a worker, or adds what it lacks. @param {string} name @param {string[]} labels */
function typeSql(name, labels) {
  const added = labels.map((label) => `alter type public.${name} add value if not exists ${label};`).join(" ");
  return `do $do$ begin perform set_config('citus.enable_ddl_propagation', 'off', true);
    if to_regtype('public.${name}') is null then create type public.${name} as enum (${labels.join()}); else ${added} end if; end $do$`;
}

/** What is missing, shared tables first. @param {import("pg").ClientBase} client @param {boolean} isThere @returns {Promise<Step[]>} */
async function tableSteps(client, isThere) {
  const state = isThere ? await tablesOf(client) : new Map();
  const isShared = (/** @type {string} */ name) => state.get(name)?.kind === "reference";
  const wrong = distributed.find((name) => state.get(name)?.kind === "distributed" && state.get(name)?.column !== distributionColumn);
  if (wrong)
    throw new Error(`${wrong} is distributed by another column than ${distributionColumn}; undo that first: select undistribute_table('${wrong}')`);
  const missing = distributed.filter((name) => state.get(name)?.kind !== "distributed");
  const [first] = distributed;
  return [
    ...reference
      .filter((name) => !isShared(name))
      .map((name) => ({ what: `copy ${name} to every server`, sql: `select create_reference_table('public.${name}')`, values: [] })),
    ...missing.flatMap((name) => [
      {
        what: `distribute ${name} by ${distributionColumn}`,
        sql: "select create_distributed_table($1::regclass, $2, colocate_with => $3)",
        values: [`public.${name}`, distributionColumn, name === first ? "none" : `public.${first}`],
      },
      {
        what: `free the room that ${name} took on the coordinator`,
        sql: "select truncate_local_data_after_distributing_table($1::regclass)",
        values: [`public.${name}`],
      },
    ]),
  ];
}

/** Citus's tables, with the column they are distributed by. @param {import("pg").ClientBase} client @returns {Promise<Map<string, { kind: string, column: string }>>} */
async function tablesOf(client) {
  const { rows } = await client.query(
    `select c.relname as name, t.citus_table_type as kind, t.distribution_column as column
     from citus_tables t join pg_class c on c.oid = t.table_name where c.relnamespace = 'public'::regnamespace`,
  );
  return new Map(rows.map(({ name, ...rest }) => [name, rest]));
}
