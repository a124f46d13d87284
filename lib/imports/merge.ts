import "server-only";
import type pg from "pg";
import type { Period } from "@/lib/period";
import { hashVersion, identityOfFieldsSql } from "@/lib/usage/identity";
import { addCharges, type Reported, reportedOf } from "./charges";
import { supersede } from "./replacement";
import { applyCells, type CellTotals, gatherCells, noCells, openCells } from "./rollup";
import { type Boundaries, segmentsFor } from "./segments";
import { type Chunk, openStaging, stage } from "./staging";

/**
 * What became of a chunk. `known`: rows that were there already, by the import that holds them. `times`: of the rows that are new, null where none is.
 * `reported`: what they say they cost.
 */
export type Merged = {
  accepted: number;
  conflicts: number;
  replaced: number;
  known: Map<number, number>;
  times: Period | null;
  totals: CellTotals;
  reported: Reported;
};

/** `mayBeNew`: no row of it has been known so far, as of most files. */
export type Target = { workspaceId: number; importId: number; onConflict: "keep" | "replace"; boundaries: Boundaries; mayBeNew: boolean };

type Settled = Pick<Merged, "conflicts" | "replaced" | "known">;

/** Later than this, a known request id is another request. */
const sameRequestHours = 24;
const uniqueViolation = "23505";

/**
 * Merges a chunk: identities in hash order, then the events and rollup cells of the rows that are new; these are left in `staged_row`. Runs inside the caller's
 * transaction, on a connection where `prepareMerging` has run.
 */
export async function mergeChunk(client: pg.ClientBase, target: Target, chunk: Chunk): Promise<Merged> {
  await stage(client, chunk);
  const isNew = target.mayBeNew && (await claimAll(client, target));
  let settled: Settled = { conflicts: 0, replaced: 0, known: new Map() };
  if (!isNew && (await claimUnknown(client, target, chunk))) settled = await settleKnown(client, target, chunk);

  const known = sumOf(settled.known);
  const accepted = chunk.rows - known;
  const { workspaceId, importId } = target;
  if (accepted) await addEvents(client, target, chunk);
  if (chunk.hasMoney) await addCharges(client, workspaceId, importId);
  const reported = chunk.hasMoney ? await reportedOf(client) : { cost: {}, credits: {}, charges: 0 };
  const times = known ? await stagedTimes(client) : chunk.times;
  return { ...settled, accepted, times, totals: accepted ? await applyCells(client) : noCells, reported };
}

const identityColumns = "workspace_id, id_hash, import_id, numbers_hash, starts_at, hash_version, line";
const stagedIdentity = `$1::int4, id_hash, $2::int4, numbers_hash, starts_at, ${hashVersion}, line`;

/** Takes the identities of all rows at half the cost of asking for each; false, and nothing taken, where one is there already. */
async function claimAll(client: pg.ClientBase, { workspaceId, importId }: Target): Promise<boolean> {
  await client.query("savepoint claiming");
  try {
    await client.query(`insert into usage_identity (${identityColumns}) select ${stagedIdentity} from staged_row order by id_hash`, [
      workspaceId,
      importId,
    ]);
    await client.query("release savepoint claiming");
    return true;
  } catch (error) {
    if (!isTaken(error as { code?: string; message: string })) throw error;
    await client.query("rollback to savepoint claiming");
    await client.query("release savepoint claiming");
    return false;
  }
}

/** A distributed table says so in the words of the server that found out, without their code. */
function isTaken({ code, message }: { code?: string; message: string }): boolean {
  return code === uniqueViolation || message.startsWith("duplicate key value violates unique constraint");
}

/** Takes the identities that nobody holds, or an undone import. The other rows are then in `known_row`, with who holds them. Answers whether there are any. */
async function claimUnknown(client: pg.ClientBase, target: Target, chunk: Chunk): Promise<boolean> {
  const known = await claim(client, target, chunk.rows);
  if (known && chunk.hasFields) await claimRepeated(client, target);
  return known > 0;
}

/** Claims for all rows, or some: `among` is SQL over a row `s`, `rows` how many they are. Answers how many of them are known. */
async function claim(client: pg.ClientBase, { workspaceId, importId }: Target, rows: number, among = "true"): Promise<number> {
  const undone = await undoneImports(client, workspaceId);
  const place = [workspaceId, importId, undone];
  const known = await noteKnown(client, place, among);
  if (known === rows) return known;
  // The list stands in the statement: servers of a distributed table are sent what comes after ON CONFLICT without its parameters.
  const { rowCount: claimed } = await client.query(
    `insert into usage_identity (${identityColumns})
     select distinct on (id_hash) ${stagedIdentity} from staged_row s where ${among} and line not in (select line from known_row) order by id_hash, line
     on conflict (workspace_id, id_hash) do update set import_id = excluded.import_id, numbers_hash = excluded.numbers_hash,
       starts_at = excluded.starts_at, hash_version = excluded.hash_version, line = excluded.line
     where usage_identity.import_id = any('{${undone.map(Number).join()}}'::int4[])`,
    [workspaceId, importId],
  );
  if (known + (claimed ?? 0) === rows) return known;
  // Some stand in the file further up, or were recorded meanwhile.
  return known + (await noteKnown(client, place, `${among} and s.line not in (select line from known_row)`));
}

/** Whose identities are to be had. As a list: a row is then known or claimed, never neither, and a distributed table need not ask for another one. */
async function undoneImports(client: pg.ClientBase, workspaceId: number): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>("select id from import where workspace_id = $1 and status = 'undone'", [workspaceId]);
  return rows.map(({ id }) => id);
}

/** Notes the rows whose identity a live import holds, this one with another row included: looked up one by one in hash order, for no plan to read them all. */
async function noteKnown(client: pg.ClientBase, place: unknown[], among: string): Promise<number> {
  const { rowCount } = await client.query(
    `insert into known_row (line, import_id, held_line, starts_at, numbers_hash, differs)
     select s.line, i.import_id, i.line, i.starts_at, i.numbers_hash,
       i.numbers_hash <> s.numbers_hash or abs(extract(epoch from i.starts_at - s.starts_at)) > ${sameRequestHours * 3600}
     from (select s.line, s.id_hash, s.numbers_hash, s.starts_at from staged_row s where ${among} order by s.id_hash offset 0) s
       cross join lateral (select * from usage_identity i where i.workspace_id = $1 and i.id_hash = s.id_hash offset 0) i
     where (i.import_id, i.line) is distinct from ($2::int4, s.line) and i.import_id <> all($3::int4[])`,
    place,
  );
  return rowCount ?? 0;
}

/**
 * A row without an id that found its identity taken may be the second of its file, or a later one, with the same fields: it takes the identity of that one
 * instead. What is there more than once in the file, or has been met and was known, is counted in `import_ordinal`; what is held by the file itself has been met
 * once.
 */
async function claimRepeated(client: pg.ClientBase, target: Target): Promise<void> {
  await client.query("create temp table if not exists import_ordinal (id_hash bytea primary key, count int8) on commit delete rows");
  await client.query(
    `insert into repeated_row (line, id_hash, ordinal)
     select s.line, s.id_hash, row_number() over (partition by s.id_hash order by s.line)
       + coalesce((select o.count from import_ordinal o where o.id_hash = s.id_hash), (k.import_id = $1)::int)
     from staged_row s join known_row k on k.line = s.line where s.fields is not null`,
    [target.importId],
  );
  await client.query(
    `insert into import_ordinal (id_hash, count) select id_hash, max(ordinal) from repeated_row group by 1 order by 1
     on conflict (id_hash) do update set count = excluded.count`,
  );
  const { rowCount } = await client.query(
    `update staged_row s set id_hash = ${identityOfFieldsSql("s.fields", "r.ordinal")} from repeated_row r where s.line = r.line and r.ordinal > 1`,
  );
  if (rowCount) {
    const again = "(select line from repeated_row where ordinal > 1)";
    await client.query(`delete from known_row where line in ${again}`);
    await claim(client, target, rowCount, `s.line in ${again}`);
  }
  await client.query("delete from repeated_row");
}

/** Notes the conflicts, replaces what is to be replaced, and leaves in staging only what is new. */
async function settleKnown(client: pg.ClientBase, target: Target, chunk: Chunk): Promise<Settled> {
  const { rows } = await client.query<{ differs: boolean }>("select exists (select 1 from known_row where differs) as differs");
  const settled = rows[0]?.differs ? await settleConflicts(client, target, chunk) : { conflicts: 0, replaced: 0 };
  const { rows: holders } = await client.query<{ import_id: number; rows: string }>("select import_id, count(*) as rows from known_row group by 1");
  const known = new Map(holders.map((row) => [row.import_id, Number(row.rows)]));
  if (sumOf(known) === chunk.rows) await client.query("truncate staged_row, known_row");
  else {
    await client.query("delete from staged_row where line in (select line from known_row)");
    await client.query("delete from known_row");
  }
  return { ...settled, known };
}

function sumOf(known: ReadonlyMap<number, number>): number {
  return [...known.values()].reduce((sum, rows) => sum + rows, 0);
}

/** Notes the known rows with other numbers. Those that replace what is there are known no longer; the others are kept aside. */
async function settleConflicts(client: pg.ClientBase, target: Target, chunk: Chunk): Promise<Omit<Settled, "known">> {
  const { workspaceId, importId, onConflict, boundaries } = target;
  const place = [workspaceId, importId];
  const { rows: conflicts } = await client.query<{ line: string; replaced: boolean }>(
    `insert into import_conflict (workspace_id, import_id, id_hash, line, starts_at, replaced, previous_import_id, previous_line, previous_starts_at,
       previous_numbers_hash, numbers)
     select distinct on (s.id_hash) $1, $2, s.id_hash, s.line, s.starts_at, $3 and k.import_id <> $2 and ($4::timestamptz is null or k.starts_at >= $4), k.import_id, k.held_line, k.starts_at,
       k.numbers_hash, case when s.charge is null then
           jsonb_build_object('input', s.input::text, 'cache_read', s.cache_read::text, 'cache_write_5m', s.cache_write_5m::text,
             'cache_write_1h', s.cache_write_1h::text, 'output', s.output::text, 'reasoning', s.reasoning::text, 'requests', s.requests::text)
         else jsonb_build_object('amount', s.reported_cost, 'currency', s.reported_currency, 'credits', s.charge::jsonb ->> 'credits',
             'quantity', s.charge::jsonb ->> 'quantity') end
     from staged_row s join known_row k on k.line = s.line where k.differs
     order by s.id_hash, s.line
     on conflict do nothing returning line, replaced`,
    // What a removed event counted cannot be taken out of the rollup again: it stays.
    [...place, onConflict === "replace", boundaries.eventsFrom === null ? null : new Date(boundaries.eventsFrom)],
  );
  const replaced = conflicts.filter((conflict) => conflict.replaced).map(({ line }) => line);
  if (replaced.length) {
    await supersede(client, target, chunk.lines);
    await holdReplaced(client, place, chunk.lines);
    await client.query("delete from known_row where line = any($1::int8[])", [replaced]);
  }
  const kept = conflicts.filter((conflict) => !conflict.replaced).map(({ line }) => line);
  if (kept.length) await keepAside(client, target, chunk, kept);
  return { conflicts: conflicts.length, replaced: replaced.length };
}

async function stagedTimes(client: pg.ClientBase): Promise<Period | null> {
  const { rows } = await client.query<{ from: Date | null; to: Date | null }>("select min(starts_at) as from, max(starts_at) as to from staged_row");
  const { from, to } = rows[0] ?? {};
  return from && to ? { from: from.getTime(), to: to.getTime() } : null;
}

async function holdReplaced(client: pg.ClientBase, place: unknown[], { from, to }: Chunk["lines"]): Promise<void> {
  await client.query(
    `update usage_identity i set import_id = $2, line = s.line, numbers_hash = s.numbers_hash, starts_at = s.starts_at
     from import_conflict c join staged_row s on s.line = c.line
     where c.workspace_id = $1 and c.import_id = $2 and c.line between $3 and $4 and c.replaced and i.workspace_id = $1 and i.id_hash = c.id_hash`,
    [...place, from, to],
  );
}

/** Writes the known rows with other numbers too, superseded from the start, so that they can replace what is there afterwards. */
async function keepAside(client: pg.ClientBase, target: Target, chunk: Chunk, lines: string[]): Promise<void> {
  await insertEvents(client, target, lines);
  if (chunk.hasMoney) await addCharges(client, target.workspaceId, target.importId, lines);
}

/** Writes what is left in staging as events, and gathers its cells. */
async function addEvents(client: pg.ClientBase, target: Target, chunk: Chunk): Promise<void> {
  const { workspaceId, importId, boundaries } = target;
  await insertEvents(client, target);
  const rows = `(select *, $3::int4 as workspace_id, $4::int4 as import_id, ${bandSql("$2")} as prompt_band from staged_row s where s.charge is null) e`;
  await gatherCells(client, rows, [segmentsFor(boundaries, chunk.times), bands(boundaries), workspaceId, importId]);
}

/** Writes staged usage as events. `superseded`: only these lines, out of sight. */
async function insertEvents(client: pg.ClientBase, { workspaceId, importId, boundaries }: Target, superseded: string[] | null = null): Promise<void> {
  const columns =
    "line, id_hash, starts_at, raw_model_id, service_tier_id, team_id, project_id, user_id, api_key_id, source_id, requests, input, cache_read, cache_write_5m, cache_write_1h, output, reasoning";
  await client.query(
    `insert into usage_event (workspace_id, import_id, ${columns}, ends_at, reported_cost, reported_currency, prompt_band, superseded)
     select $1, $2, ${columns}, ends_at, reported_cost::numeric, reported_currency, ${bandSql("$3")}, $4::int8[] is not null from staged_row s
     where s.charge is null and ($4::int8[] is null or s.line = any($4::int8[]))`,
    [workspaceId, importId, bands(boundaries), superseded],
  );
}

/** Where prompt bands begin, the lowest at 0. */
function bands({ edges }: Boundaries): readonly bigint[] {
  return [0n, ...edges];
}

/** The prompt band of a staged row `s`; `starts`: the parameter that holds where bands begin. */
function bandSql(starts: string): string {
  return `case when s.prompt is null then -1 else (${starts}::int8[])[greatest(1, width_bucket(s.prompt - 1, ${starts}::int8[]))] end`;
}

/** What a transaction needs before it merges. */
export async function prepareMerging(client: pg.ClientBase): Promise<void> {
  await openStaging(client);
  await client.query(
    `create temp table if not exists known_row (line int8, import_id int4, held_line int8, starts_at timestamptz, numbers_hash int8, differs bool) on commit delete rows`,
  );
  await client.query("create temp table if not exists repeated_row (line int8, id_hash bytea, ordinal int8) on commit delete rows");
  await openCells(client);
  await client.query("set local work_mem = '64MB'");
}

/** Empties what a chunk has been merged in, for the next one of the same transaction. */
export async function clearMerged(client: pg.ClientBase): Promise<void> {
  await client.query("truncate staged_row, known_row, repeated_row, import_cell");
}
