import "server-only";
import type pg from "pg";
import type { Period } from "@/lib/period";
import { hashVersion } from "@/lib/usage/identity";
import { addCharges, type Reported, reportedOf, supersedeCharges } from "./charges";
import { applyCells, type CellTotals, dropEmptyCells, gatherCells, openCells } from "./rollup";
import { type Boundaries, segmentsFor } from "./segments";

/** A staged chunk: its number, how many rows, and the times and lines they lie between (both ends included). `hasMoney`: some say what they cost. */
export type Chunk = { number: number; rows: number; times: Period; lines: { from: bigint; to: bigint }; hasMoney: boolean };

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
  const { rows: unclaimed } = await client.query<{ line: string }>(
    `with claimed as (
       insert into usage_identity (workspace_id, id_hash, import_id, numbers_hash, starts_at, hash_version, line)
       select distinct on (id_hash) workspace_id, id_hash, import_id, numbers_hash, starts_at, ${hashVersion}, line from import_staging
       where ${staged} order by id_hash, line
       on conflict (workspace_id, id_hash) do update set import_id = excluded.import_id, numbers_hash = excluded.numbers_hash,
         starts_at = excluded.starts_at, hash_version = excluded.hash_version, line = excluded.line
       where exists (select 1 from import i where i.workspace_id = usage_identity.workspace_id and i.id = usage_identity.import_id and i.status = 'undone')
       returning line)
     select s.line from import_staging s where ${staged} and s.line not in (select line from claimed)`,
    place,
  );
  let settled = { conflicts: 0, replaced: 0, known: new Map<number, number>() };
  const lines = unclaimed.map(({ line }) => line);
  if (lines.length) settled = await settleKnown(client, target, chunk, lines);

  const knownRows = [...settled.known.values()].reduce((sum, rows) => sum + rows, 0);
  await addEvents(client, target, chunk);
  if (chunk.hasMoney) await addCharges(client, place);
  const reported = chunk.hasMoney ? await reportedOf(client, place) : { cost: {}, credits: {}, charges: 0 };
  return { ...settled, accepted: chunk.rows - knownRows, totals: await applyCells(client), reported };
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
  const { rows: conflicts } = await client.query<{ replaced: boolean }>(
    `insert into import_conflict (workspace_id, import_id, id_hash, line, replaced, previous_import_id, previous_line, previous_starts_at,
       previous_numbers_hash, numbers)
     select distinct on (s.id_hash) s.workspace_id, s.import_id, s.id_hash, s.line, $4 and i.import_id <> s.import_id, i.import_id, i.line, i.starts_at,
       i.numbers_hash, case when s.charge is null then
           jsonb_build_object('input', s.input::text, 'cache_read', s.cache_read::text, 'cache_write_5m', s.cache_write_5m::text,
             'cache_write_1h', s.cache_write_1h::text, 'output', s.output::text, 'reasoning', s.reasoning::text, 'requests', s.requests::text)
         else jsonb_build_object('amount', s.reported_cost, 'currency', s.reported_currency, 'credits', s.charge::jsonb ->> 'credits',
             'quantity', s.charge::jsonb ->> 'quantity') end
     from import_staging s join usage_identity i on i.workspace_id = s.workspace_id and i.id_hash = s.id_hash
     where s.workspace_id = $1 and s.import_id = $2 and s.chunk = $3 and s.line = any($5::int8[])
       and (i.numbers_hash <> s.numbers_hash or abs(extract(epoch from i.starts_at - s.starts_at)) > ${sameRequestHours * 3600})
     order by s.id_hash, s.line
     on conflict do nothing returning replaced`,
    [...place, onConflict === "replace", lines],
  );
  const replaced = conflicts.filter((conflict) => conflict.replaced).length;
  if (replaced) await supersede(client, target, chunk.lines);
  if (replaced) await holdReplaced(client, chunk, place);

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

/** Takes the rows that these lines' conflicts replace out of sight and out of the rollup. */
export async function supersede(
  client: pg.ClientBase,
  { workspaceId, importId, boundaries }: Omit<Target, "onConflict">,
  lines: { from: bigint; to: bigint },
): Promise<void> {
  await supersedeCharges(client, { workspaceId, importId }, lines);
  const place = [workspaceId, importId, lines.from, lines.to];
  const { rows } = await client.query<{ from: Date | null; to: Date | null }>(
    `select min(previous_starts_at) as from, max(previous_starts_at) as to from import_conflict
     where workspace_id = $1 and import_id = $2 and line between $3 and $4 and replaced`,
    place,
  );
  const { from, to } = rows[0] ?? {};
  if (!from || !to) return;
  const segments = segmentsFor(boundaries, { from: from.getTime(), to: to.getTime() });
  const old = `usage_event e join import_conflict c on c.workspace_id = e.workspace_id and c.previous_import_id = e.import_id and c.previous_starts_at = e.starts_at
      and c.id_hash = e.id_hash and c.previous_line = e.line`;
  const counted = "join import h on h.workspace_id = e.workspace_id and h.id = e.import_id and h.status = 'done'";
  const these = "c.workspace_id = $2 and c.import_id = $3 and c.line between $4 and $5 and c.replaced and not e.superseded";
  await gatherCells(client, `${old} ${counted} where ${these}`, [segments, ...place], -1);
  await applyCells(client);
  await dropEmptyCells(client, workspaceId, segments[0] ?? from, to);
  await client.query(
    `update usage_event e set superseded = true from import_conflict c
     where c.workspace_id = $1 and c.import_id = $2 and c.line between $3 and $4 and c.replaced and e.workspace_id = c.workspace_id
       and e.starts_at = c.previous_starts_at and e.import_id = c.previous_import_id and e.id_hash = c.id_hash and e.line = c.previous_line`,
    place,
  );
}

async function holdReplaced(client: pg.ClientBase, chunk: Chunk, place: unknown[]): Promise<void> {
  await client.query(
    `update usage_identity i set import_id = s.import_id, line = s.line, numbers_hash = s.numbers_hash, starts_at = s.starts_at
     from import_conflict c join import_staging s on s.workspace_id = c.workspace_id and s.import_id = c.import_id and s.line = c.line and s.chunk = $3
     where c.workspace_id = $1 and c.import_id = $2 and c.line between $4 and $5 and c.replaced and i.workspace_id = c.workspace_id and i.id_hash = c.id_hash`,
    [...place, chunk.lines.from, chunk.lines.to],
  );
}

/** Writes what is left in staging as events, and gathers its cells. */
async function addEvents(client: pg.ClientBase, { workspaceId, importId, boundaries }: Target, chunk: Chunk): Promise<void> {
  const band = `case when s.prompt is null then -1 else (array[0::int8] || $1::int8[])[1 + width_bucket(s.prompt - 1, $1::int8[])] end`;
  const columns =
    "workspace_id, import_id, line, id_hash, starts_at, raw_model_id, service_tier_id, team_id, project_id, user_id, api_key_id, source_id, requests, input, cache_read, cache_write_5m, cache_write_1h, output, reasoning";
  const place = [workspaceId, importId, chunk.number];
  await client.query(
    `insert into usage_event (${columns}, ends_at, reported_cost, reported_currency, prompt_band)
     select ${columns}, ends_at, reported_cost::numeric, reported_currency, ${band} from import_staging s
     where s.workspace_id = $2 and s.import_id = $3 and s.chunk = $4 and s.charge is null`,
    [boundaries.edges, ...place],
  );
  const rows = `(select *, ${band.replaceAll("$1", "$2")} as prompt_band from import_staging s where s.workspace_id = $3 and s.import_id = $4 and s.chunk = $5 and s.charge is null) e`;
  await gatherCells(client, rows, [segmentsFor(boundaries, chunk.times), boundaries.edges, ...place]);
}

/** What a transaction needs before it merges. */
export async function prepareMerging(client: pg.ClientBase): Promise<void> {
  await openCells(client);
  await client.query("set local work_mem = '64MB'");
}
