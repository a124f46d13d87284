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
import { type StagedRow, stage } from "@/lib/imports/staging";
import { dayOf } from "@/lib/period";
import { canonicalColumns, canonicalReader } from "./canonical";
import { name } from "./fields";
import { identityOfKey, identityOfRequest } from "./identity";
import type { RejectionCode, UsageRow } from "./row";

/** Fields of the canonical row, as JSON gives them. */
export type RecordedRow = Record<string, unknown>;

export type RecordOptions = {
  /** The account or log this comes from, for rows that do not say; `api` by default. */
  source?: string;
  /** Makes rows without a request id the same when they are sent again. */
  idempotencyKey?: string;
};

export type Recorded = {
  accepted: number;
  duplicates: number;
  conflicts: number;
  withoutId: number;
  rejected: { index: number; code: RejectionCode; detail: string }[];
};

const lockTimeoutMs = 500;
const times = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
const columns: readonly string[] = [...canonicalColumns.required, ...canonicalColumns.optional];

/** A row that can be recorded, at its place in the request. */
type Readable = { row: UsageRow; index: number; source: string };

/**
 * Records usage rows, all that are right in one transaction: when it answers, they are kept. A row whose id is known adds nothing.
 * Throws `busy` when the database is held up; nothing is written then.
 */
export async function recordUsage(
  access: Access,
  rows: readonly (RecordedRow | null)[],
  { source = "api", idempotencyKey }: RecordOptions = {},
): Promise<Recorded> {
  const read = canonicalReader({ zone: "UTC", delimiter: "," });
  const readable: Readable[] = [];
  const rejected: Recorded["rejected"] = [];
  for (const [index, given] of rows.entries()) {
    const result = given === null ? "bad_json" : read((column) => cell(given[column]));
    if (typeof result === "string") rejected.push({ index, code: result, detail: detailOf(result) });
    else readable.push({ row: result, index, source: name(cell(given?.source)) || source });
  }
  const merged = readable.length ? await keep(access, readable, idempotencyKey) : null;
  const accepted = merged?.accepted ?? 0;
  return {
    accepted,
    duplicates: readable.length - accepted,
    conflicts: merged?.conflicts ?? 0,
    withoutId: readable.filter(({ row }) => row.requestId === "").length,
    rejected,
  };
}

/** JSON numbers beyond 2^53 have lost their digits already, so they are refused: such counts are sent as text. */
function cell(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return Number.isInteger(value) && !Number.isSafeInteger(value) ? "unsafe" : String(value);
  return value === undefined || value === null ? "" : JSON.stringify(value);
}

function detailOf(code: RejectionCode): string {
  return `the row is refused: ${code.replaceAll("_", " ")}; its fields are ${columns.join(", ")}`;
}

async function keep(access: Access, readable: readonly Readable[], idempotencyKey: string | undefined): Promise<Merged> {
  const interner = new Interner(access.workspaceId, { writes: true });
  for (const source of new Set(readable.map((each) => each.source))) {
    await interner.learn(
      readable.filter((each) => each.source === source).map(({ row }) => row),
      source,
    );
  }
  const client = await ownConnection();
  try {
    await client.query("begin");
    await client.query(`set local lock_timeout = ${lockTimeoutMs}`);
    const boundaries = await heldBoundaries(client, access.workspaceId);
    await prepareMerging(client);
    const { id, rows: before } = await standingImport(client, access);
    const staged: StagedRow[] = readable.map(({ row, index, source }) => ({
      row,
      line: before + BigInt(index) + 1n,
      identity: row.requestId ? identityOfRequest(row.requestId) : identityOfKey(access.actor, idempotencyKey ?? crypto.randomUUID(), index),
      dimensions: interner.of(row, source),
    }));
    await stage(client, { workspaceId: access.workspaceId, importId: id, chunk: 1 }, staged);
    const range = readable.reduce((all, { row }) => ({ from: Math.min(all.from, row.startsAt), to: Math.max(all.to, row.startsAt) }), times);
    const lines = { from: staged[0]?.line ?? 0n, to: staged.at(-1)?.line ?? 0n };
    const target = { workspaceId: access.workspaceId, importId: id, onConflict: "keep", boundaries } as const;
    const merged = await mergeChunk(client, target, { number: 1, rows: staged.length, times: range, lines, hasMoney: false });
    await client.query("delete from import_staging where workspace_id = $1 and import_id = $2", [access.workspaceId, id]);
    await addCounts(client, access, id, staged.length, merged, range);
    await client.query("commit");
    return merged;
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

/** What is recorded belongs to a standing import per key and local day: done from its first row, growing. */
async function standingImport(client: pg.ClientBase, access: Access): Promise<{ id: number; rows: bigint }> {
  const day = dayOf(now(), access.timezone);
  const { rows } = await client.query<{ id: number; rows: string; is_new: boolean }>(
    `insert into import (workspace_id, kind, status, filename, format, source, actor, standing_key, finished_at) values ($1, 'api', 'done', $2, 'api', 'api', $3, $4, now())
     on conflict (workspace_id, standing_key) do update set finished_at = now() returning id, rows, xmax = 0 as is_new`,
    [access.workspaceId, `api ${day}`, access.actor, `${access.actor} ${day}`],
  );
  // One entry a key and day: the records themselves say the rest.
  if (rows[0]?.is_new) await audit(client, access, { action: "recording.begun", target: String(rows[0].id), after: { day } });
  return { id: rows[0]?.id ?? 0, rows: BigInt(rows[0]?.rows ?? 0) };
}

async function addCounts(
  client: pg.ClientBase,
  access: Access,
  id: number,
  rows: number,
  { accepted, conflicts, totals }: Merged,
  range: { from: number; to: number },
): Promise<void> {
  const { rows: _rows, requests_unknown: _unknown, ...sums } = totals;
  const added = Object.entries(sums).map(([key, sum]) => `'${key}', (coalesce(totals ->> '${key}', '0')::numeric + ${sum})::text`);
  await client.query(
    `update import set rows = rows + $3, accepted = accepted + $4, duplicates = duplicates + $3 - $4, conflicts = conflicts + $5,
       totals = jsonb_build_object(${added.join(", ")}), first_at = least(first_at, $6), last_at = greatest(last_at, $7)
     where workspace_id = $1 and id = $2`,
    [access.workspaceId, id, rows, accepted, conflicts, new Date(range.from), new Date(range.to)],
  );
}
