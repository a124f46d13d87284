import "server-only";
import type pg from "pg";
import type { Period } from "@/lib/period";
import { hashVersion, identityOfFieldsSql } from "@/lib/usage/identity";
import { addCharges, type Reported, reportedOf } from "./charges";
import { supersede } from "./replacement";
import { applyCells, type CellTotals, gatherCells, openCells } from "./rollup";
import { type Boundaries, segmentsFor } from "./segments";

/**
 * A staged chunk: its number, how many rows, and the times and lines they lie between (both ends included). `hasMoney`: some say what they cost; `hasFields`:
 * some have no id.
 */
export type Chunk = { number: number; rows: number; times: Period; lines: { from: bigint; to: bigint }; hasMoney: boolean; hasFields: boolean };

/** What became of a chunk. `known`: rows that were there already, by the import that holds them. `reported`: of the rows that are new. */
export type Merged = { accepted: number; conflicts: number; replaced: number; known: Map<number, number>; totals: CellTotals; reported: Reported };

type Target = { workspaceId: number; importId: number; onConflict: "keep" | "replace"; boundaries: Boundaries };

const staged = "workspace_id = $1 and import_id = $2 and chunk = $3";
/** Later than this, a known request id is another request. */
const sameRequestHours = 24;

/**
 * Merges a staged chunk: identities in hash order, then the events and rollup cells of the rows that are new. Runs inside the caller's transaction, on a
 * connection where `openCells` has run.
 */
export async function mergeChunk(client: pg.ClientBase, target: Target, chunk: Chunk): Promise<Merged> {
  const { workspaceId, importId } = target;
  const place: [number, number, number] = [workspaceId, importId, chunk.number];
  const unclaimed = await claim(client, place);
  const lines = unclaimed.length && chunk.hasFields ? await claimRepeated(client, place, unclaimed) : unclaimed;
  let settled = { conflicts: 0, replaced: 0, known: new Map<number, number>() };
  if (lines.length) settled = await settleKnown(client, target, chunk, lines);

  const knownRows = [...settled.known.values()].reduce((sum, rows) => sum + rows, 0);
  await addEvents(client, target, chunk);
  if (chunk.hasMoney) await addCharges(client, place);
  const reported = chunk.hasMoney ? await reportedOf(client, place) : { cost: {}, credits: {}, charges: 0 };
  return { ...settled, accepted: chunk.rows - knownRows, totals: await applyCells(client), reported };
}

/** Takes the identities of a chunk, or of some of its lines, in hash order. Answers the lines that did not get theirs. */
async function claim(client: pg.ClientBase, place: [number, number, number], lines: string[] | null = null): Promise<string[]> {
  const among = "($4::int8[] is null or line = any($4::int8[]))";
  const { rows } = await client.query<{ line: string }>(
    `with claimed as (
       insert into usage_identity (workspace_id, id_hash, import_id, numbers_hash, starts_at, hash_version, line)
       select distinct on (id_hash) workspace_id, id_hash, import_id, numbers_hash, starts_at, ${hashVersion}, line from import_staging
       where ${staged} and ${among} order by id_hash, line
       on conflict (workspace_id, id_hash) do update set import_id = excluded.import_id, numbers_hash = excluded.numbers_hash,
         starts_at = excluded.starts_at, hash_version = excluded.hash_version, line = excluded.line
       where exists (select 1 from import i where i.workspace_id = usage_identity.workspace_id and i.id = usage_identity.import_id and i.status = 'undone')
       returning line)
     select line from import_staging where ${staged} and ${among} and line not in (select line from claimed)`,
    [...place, lines],
  );
  return rows.map(({ line }) => line);
}

/**
 * A row without an id that found its identity taken may be the second of its file, or a later one, with the same fields: it takes the identity of that one
 * instead. What is there more than once in the file, or has been met and was known, is counted in `import_ordinal`; what is held by the file itself has been met
 * once. Answers the lines that are known.
 */
async function claimRepeated(client: pg.ClientBase, place: [number, number, number], lines: string[]): Promise<string[]> {
  await client.query("create temp table if not exists import_ordinal (id_hash bytea primary key, count int8) on commit delete rows");
  await client.query("create temp table if not exists import_repeat (line int8, id_hash bytea, ordinal int8) on commit delete rows");
  const counted = "(select o.count from import_ordinal o where o.id_hash = s.id_hash)";
  const held = "(select (i.import_id = s.import_id)::int from usage_identity i where i.workspace_id = s.workspace_id and i.id_hash = s.id_hash)";
  await client.query(
    `insert into import_repeat (line, id_hash, ordinal)
     select s.line, s.id_hash, row_number() over (partition by s.id_hash order by s.line) + coalesce(${counted}, ${held}, 0)
     from import_staging s where ${staged} and s.line = any($4::int8[]) and s.fields is not null`,
    [...place, lines],
  );
  await client.query(
    `insert into import_ordinal (id_hash, count) select id_hash, max(ordinal) from import_repeat group by 1 order by 1
     on conflict (id_hash) do update set count = excluded.count`,
  );
  const { rows } = await client.query<{ line: string }>(
    `update import_staging s set id_hash = ${identityOfFieldsSql("s.fields", "r.ordinal")}
     from import_repeat r where s.workspace_id = $1 and s.import_id = $2 and s.chunk = $3 and s.line = r.line and r.ordinal > 1 returning s.line`,
    place,
  );
  await client.query("delete from import_repeat");
  if (!rows.length) return lines;
  const repeated = rows.map(({ line }) => line);
  const isRepeated = new Set(repeated);
  return [...lines.filter((line) => !isRepeated.has(line)), ...(await claim(client, place, repeated))];
}

/** Notes the conflicts, replaces what is to be replaced, and leaves in staging only what is new. */
async function settleKnown(
  client: pg.ClientBase,
  target: Target,
  chunk: Chunk,
  lines: string[],
): Promise<Omit<Merged, "accepted" | "totals" | "reported">> {
  const { workspaceId, importId, onConflict } = target;
  const place = [workspaceId, importId, chunk.number];
  const { rows: conflicts } = await client.query<{ line: string; replaced: boolean }>(
    `insert into import_conflict (workspace_id, import_id, id_hash, line, starts_at, replaced, previous_import_id, previous_line, previous_starts_at,
       previous_numbers_hash, numbers)
     select distinct on (s.id_hash) s.workspace_id, s.import_id, s.id_hash, s.line, s.starts_at, $4 and i.import_id <> s.import_id, i.import_id, i.line, i.starts_at,
       i.numbers_hash, case when s.charge is null then
           jsonb_build_object('input', s.input::text, 'cache_read', s.cache_read::text, 'cache_write_5m', s.cache_write_5m::text,
             'cache_write_1h', s.cache_write_1h::text, 'output', s.output::text, 'reasoning', s.reasoning::text, 'requests', s.requests::text)
         else jsonb_build_object('amount', s.reported_cost, 'currency', s.reported_currency, 'credits', s.charge::jsonb ->> 'credits',
             'quantity', s.charge::jsonb ->> 'quantity') end
     from import_staging s join usage_identity i on i.workspace_id = s.workspace_id and i.id_hash = s.id_hash
     where s.workspace_id = $1 and s.import_id = $2 and s.chunk = $3 and s.line = any($5::int8[])
       and (i.numbers_hash <> s.numbers_hash or abs(extract(epoch from i.starts_at - s.starts_at)) > ${sameRequestHours * 3600})
     order by s.id_hash, s.line
     on conflict do nothing returning line, replaced`,
    [...place, onConflict === "replace", lines],
  );
  const replaced = conflicts.filter((conflict) => conflict.replaced).length;
  if (replaced) await supersede(client, target, chunk.lines);
  if (replaced) await holdReplaced(client, chunk, place);
  const kept = conflicts.filter((conflict) => !conflict.replaced).map(({ line }) => line);
  if (kept.length) await keepAside(client, target, chunk, kept);

  const { rows: gone } = await client.query<{ import_id: number; rows: string }>(
    `with gone as (
       delete from import_staging s using usage_identity i
       where s.workspace_id = $1 and s.import_id = $2 and s.chunk = $3 and s.line = any($4::int8[]) and i.workspace_id = s.workspace_id
         and i.id_hash = s.id_hash and (i.import_id, i.line) is distinct from (s.import_id, s.line)
       returning i.import_id)
     select import_id, count(*) as rows from gone group by 1`,
    [...place, lines],
  );
  return { conflicts: conflicts.length, replaced, known: new Map(gone.map((row) => [row.import_id, Number(row.rows)])) };
}

async function holdReplaced(client: pg.ClientBase, chunk: Chunk, place: unknown[]): Promise<void> {
  await client.query(
    `update usage_identity i set import_id = s.import_id, line = s.line, numbers_hash = s.numbers_hash, starts_at = s.starts_at
     from import_conflict c join import_staging s on s.workspace_id = c.workspace_id and s.import_id = c.import_id and s.line = c.line and s.chunk = $3
     where c.workspace_id = $1 and c.import_id = $2 and c.line between $4 and $5 and c.replaced and i.workspace_id = c.workspace_id and i.id_hash = c.id_hash`,
    [...place, chunk.lines.from, chunk.lines.to],
  );
}

/** Writes the known rows with other numbers too, superseded from the start, so that they can replace what is there afterwards. */
async function keepAside(client: pg.ClientBase, target: Target, chunk: Chunk, lines: string[]): Promise<void> {
  await insertEvents(client, target, chunk, lines);
  if (chunk.hasMoney) await addCharges(client, [target.workspaceId, target.importId, chunk.number], lines);
}

/** Writes what is left in staging as events, and gathers its cells. */
async function addEvents(client: pg.ClientBase, target: Target, chunk: Chunk): Promise<void> {
  const { workspaceId, importId, boundaries } = target;
  await insertEvents(client, target, chunk);
  const rows = `(select *, ${bandSql("$2")} as prompt_band from import_staging s where s.workspace_id = $3 and s.import_id = $4 and s.chunk = $5 and s.charge is null) e`;
  await gatherCells(client, rows, [segmentsFor(boundaries, chunk.times), boundaries.edges, workspaceId, importId, chunk.number]);
}

/** Writes a chunk's usage as events. `superseded`: only these lines, out of sight. */
async function insertEvents(client: pg.ClientBase, target: Target, chunk: Chunk, superseded: string[] | null = null): Promise<void> {
  const { workspaceId, importId, boundaries } = target;
  const columns =
    "workspace_id, import_id, line, id_hash, starts_at, raw_model_id, service_tier_id, team_id, project_id, user_id, api_key_id, source_id, requests, input, cache_read, cache_write_5m, cache_write_1h, output, reasoning";
  await client.query(
    `insert into usage_event (${columns}, ends_at, reported_cost, reported_currency, prompt_band, superseded)
     select ${columns}, ends_at, reported_cost::numeric, reported_currency, ${bandSql("$1")}, $5::int8[] is not null from import_staging s
     where s.workspace_id = $2 and s.import_id = $3 and s.chunk = $4 and s.charge is null and ($5::int8[] is null or s.line = any($5::int8[]))`,
    [boundaries.edges, workspaceId, importId, chunk.number, superseded],
  );
}

/** The prompt band of a staged row `s`; `edges`: the parameter that holds them. */
function bandSql(edges: string): string {
  return `case when s.prompt is null then -1 else (array[0::int8] || ${edges}::int8[])[1 + width_bucket(s.prompt - 1, ${edges}::int8[])] end`;
}

/** What a transaction needs before it merges one import's chunks. */
export async function prepareMerging(client: pg.ClientBase): Promise<void> {
  await openCells(client);
  await client.query("set local work_mem = '64MB'");
}
