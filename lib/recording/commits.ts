import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { ownConnection } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { Interner } from "@/lib/imports/dimensions";
import { type Merged, mergeChunk, prepareMerging } from "@/lib/imports/merge";
import { heldBoundaries } from "@/lib/imports/segments";
import { Chunk } from "@/lib/imports/staging";
import { dayOf } from "@/lib/period";
import type { Identity } from "@/lib/usage/identity";
import type { UsageRow } from "@/lib/usage/row";

/** A row that can be recorded: what makes it the same when it is sent again, and the account or log it comes from. */
export type Recordable = { row: UsageRow; identity: Identity; source: string };

/** What became of the rows of one request, once they are committed. */
export type Committed = { accepted: number; conflicts: number };

/** The import that rows are added to: there from its first row, growing; `key` finds it again. Its format is its kind. */
export type StandingImport = { key: string; kind: "api" | "by_hand"; filename: string };

type Request = {
  access: Access;
  rows: readonly Recordable[];
  standing: StandingImport;
  resolve: (committed: Committed) => void;
  reject: (error: unknown) => void;
};
type Line = { waiting: Request[]; isWorking: boolean };

/** One commit takes so many rows at most. */
const mostRows = 10_000;
/** So many rows wait in a process at most; beyond, callers are asked to come again rather than kept. */
const mostWaiting = 100_000;
const lockTimeoutMs = 500;

/** By standing import. The routes are bundled apart; the process is what they share. */
const held = globalThis as typeof globalThis & { oboleRecording?: { lines: Map<string, Line>; waitingRows: number } };

function recording() {
  held.oboleRecording ??= { lines: new Map(), waitingRows: 0 };
  return held.oboleRecording;
}

/**
 * Commits the rows of a request together with those of others for the same standing import that come while a commit is under way: one transaction for all
 * of them, so that many small requests cost few commits. Answers once they are committed. Throws `busy` where too much waits or the database is held up; of
 * this request nothing is written then.
 */
export function committed(access: Access, rows: readonly Recordable[], standing = dailyImport(access)): Promise<Committed> {
  const all = recording();
  if (all.waitingRows + rows.length > mostWaiting)
    return Promise.reject(new Refusal("busy", "more is being recorded than can be kept up with; send this again", { retryAfterSeconds: 2 }));
  const name = `${access.workspaceId} ${standing.key}`;
  const line = all.lines.get(name) ?? { waiting: [], isWorking: false };
  all.lines.set(name, line);
  all.waitingRows += rows.length;
  return new Promise((resolve, reject) => {
    line.waiting.push({ access, rows, standing, resolve, reject });
    if (!line.isWorking) void work(name, line);
  });
}

async function work(name: string, line: Line): Promise<void> {
  line.isWorking = true;
  while (line.waiting.length) {
    const group = nextGroup(line);
    await commitGroup(group);
    recording().waitingRows -= group.reduce((sum, { rows }) => sum + rows.length, 0);
  }
  recording().lines.delete(name);
}

function nextGroup({ waiting }: Line): Request[] {
  let rows = 0;
  const fitting = waiting.findIndex((request, index) => {
    rows += request.rows.length;
    return index > 0 && rows > mostRows;
  });
  return waiting.splice(0, fitting === -1 ? waiting.length : fitting);
}

/** Nobody's request fails for another's: what cannot be committed together is tried one by one. */
async function commitGroup(group: Request[]): Promise<void> {
  try {
    const results = await commit(group);
    for (const [index, { resolve }] of group.entries()) resolve(results[index] ?? { accepted: 0, conflicts: 0 });
  } catch (error) {
    const [first] = group;
    if (group.length === 1 || error instanceof Refusal) for (const { reject } of group) reject(error);
    else if (first) for (const request of group) await commitGroup([request]);
  }
}

async function commit(group: readonly Request[]): Promise<Committed[]> {
  const [first] = group;
  if (!first) return [];
  const { access, standing } = first;
  const all = group.flatMap(({ rows }) => rows);
  const dimensions = await new Interner(access.workspaceId, { writes: true }).of(all);
  const client = await ownConnection();
  try {
    await client.query("begin");
    await client.query(`set local lock_timeout = ${lockTimeoutMs}`);
    const boundaries = await heldBoundaries(client, access.workspaceId);
    await prepareMerging(client);
    const { id, rows: before } = await openImport(client, access, standing);
    const place = [access.workspaceId, id];
    const chunk = new Chunk();
    for (const [index, names] of dimensions.entries()) {
      const each = all[index];
      if (each) chunk.add({ ...each, fields: null, line: before + BigInt(index) + 1n, dimensions: names });
    }
    const target = { workspaceId: access.workspaceId, importId: id, onConflict: "keep", boundaries, mayBeNew: false } as const;
    const merged = await mergeChunk(client, target, chunk);
    // What is new is what the merge has left in staging.
    const { rows: added } = await client.query<{ line: string }>("select line from staged_row");
    const { rows: conflicts } = await client.query<{ line: string }>(
      "select line from import_conflict where workspace_id = $1 and import_id = $2 and line between $3 and $4",
      [...place, chunk.lines.from, chunk.lines.to],
    );
    await addCounts(client, access, id, merged, chunk);
    await client.query("commit");
    return shares(group, before, added, conflicts);
  } catch (error) {
    await client.query("rollback").catch(() => {});
    // 55P03: a lock was not to be had in time.
    if ((error as { code?: string }).code === "55P03")
      throw new Refusal("busy", "the workspace is being rebuilt; send this again", { retryAfterSeconds: 2 });
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

/** How much of what was added and of the conflicts is each request's, by the lines of the standing import that its rows have. */
function shares(group: readonly Request[], before: bigint, added: readonly { line: string }[], conflicts: readonly { line: string }[]): Committed[] {
  const [isAdded, isConflict] = [added, conflicts].map((lines) => new Set(lines.map(({ line }) => Number(BigInt(line) - before) - 1)));
  let end = 0;
  return group.map(({ rows }) => {
    const start = end;
    end += rows.length;
    const among = (places: Set<number> | undefined) => rows.reduce((count, _, index) => count + Number(places?.has(start + index) ?? false), 0);
    return { accepted: among(isAdded), conflicts: among(isConflict) };
  });
}

/** What is recorded over the API belongs to an import per key and local day. */
function dailyImport({ actor, timezone }: Access): StandingImport {
  const day = dayOf(now(), timezone);
  return { key: `${actor} ${day}`, kind: "api", filename: `api ${day}` };
}

async function openImport(client: pg.ClientBase, access: Access, { key, kind, filename }: StandingImport): Promise<{ id: number; rows: bigint }> {
  const { rows } = await client.query<{ id: number; rows: string; is_new: boolean }>(
    `insert into import (workspace_id, kind, status, filename, format, source, actor, standing_key, finished_at) values ($1, $2, 'done', $3, $2, $2, $4, $5, now())
     on conflict (workspace_id, standing_key) do update set finished_at = now() returning id, rows, xmax = 0 as is_new`,
    [access.workspaceId, kind, filename, access.actor, key],
  );
  // One entry an import: the records themselves say the rest.
  if (rows[0]?.is_new) await audit(client, access, { action: "recording.begun", target: String(rows[0].id), after: { kind, name: filename } });
  return { id: rows[0]?.id ?? 0, rows: BigInt(rows[0]?.rows ?? 0) };
}

async function addCounts(
  client: pg.ClientBase,
  access: Access,
  id: number,
  { accepted, conflicts, totals, reported }: Merged,
  { rows, times }: Chunk,
): Promise<void> {
  const { rows: _rows, requests_unknown: _unknown, ...sums } = totals;
  const added = Object.entries(sums).map(([key, sum]) => `'${key}', (coalesce(totals ->> '${key}', '0')::numeric + ${sum})::text`);
  await client.query(
    `update import set rows = rows + $3, accepted = accepted + $4, duplicates = duplicates + $3 - $4, conflicts = conflicts + $5,
       totals = jsonb_build_object(${added.join(", ")}), first_at = least(first_at, $6), last_at = greatest(last_at, $7),
       reported_cost = reported_cost || (select coalesce(jsonb_object_agg(c.key,
         trim_scale(coalesce(import.reported_cost ->> c.key, '0')::numeric + c.value::numeric)::text), '{}') from jsonb_each_text($8) c)
     where workspace_id = $1 and id = $2`,
    [access.workspaceId, id, rows, accepted, conflicts, new Date(times.from), new Date(times.to), JSON.stringify(reported.cost)],
  );
}
