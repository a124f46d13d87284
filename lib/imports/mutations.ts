import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { pool, transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { requireEvents } from "@/lib/retention/horizon";
import { announceFailure } from "./announcement";
import { keptAside, reportedOfImport, returnCharges, takeBackCharges } from "./charges";
import { endLiveImport, isAbandoned, lockWorkspace } from "./locks";
import { prepareMerging } from "./merge";
import { importById } from "./queries";
import type { ImportRecord } from "./record";
import { hashedEventsSql, supersedeAgain } from "./replacement";
import { restoreDays } from "./restoring";
import { applyCells, dropFromRollup, gatherCells } from "./rollup";
import { type Boundaries, heldBoundaries, segmentsFor } from "./segments";

/**
 * Takes exactly this import's rows out, in one transaction; what they had replaced returns, and their identities may be taken by another import.
 * Throws `import_not_done`, `not_found`, `events_gone` where rows would return whose events were removed.
 */
export async function undoImport(access: Access, id: number): Promise<ImportRecord> {
  await importById(access, id);
  await transaction(async (client) => {
    await lockWorkspace(client, access.workspaceId);
    const { rows } = await client.query<{ first_at: Date | null; last_at: Date | null }>(
      `update import set status = 'undone', undone_at = $3, standing_key = null where workspace_id = $1 and id = $2 and status = 'done' returning first_at, last_at`,
      [access.workspaceId, id, new Date(now())],
    );
    if (!rows[0]) throw new Refusal("import_not_done", `import ${id} is not done, so there is nothing to undo`);
    const boundaries = await heldBoundaries(client, access.workspaceId);
    await prepareMerging(client);
    const { first_at: from, last_at: to } = rows[0];
    if (from && to) {
      const first = segmentsFor(boundaries, { from: from.getTime(), to: from.getTime() })[0] ?? from;
      await dropFromRollup(client, access.workspaceId, id, first, to);
    }
    await giveBack(client, access.workspaceId, id, boundaries);
    await audit(client, access, { action: "import.undone", target: String(id), before: { status: "done" }, after: { status: "undone" } });
  });
  return importById(access, id);
}

/** Brings back the rows that an undone import had replaced; where the one that held them is undone too, the one before it. */
async function giveBack(client: pg.ClientBase, workspaceId: number, importId: number, boundaries: Boundaries): Promise<void> {
  const place = [workspaceId, importId];
  await client.query(
    `create temp table if not exists returning_row (id_hash bytea, import_id int4, line int8, starts_at timestamptz, numbers_hash int8) on commit delete rows`,
  );
  const returned =
    "select c.id_hash, c.previous_import_id, c.previous_line, c.previous_starts_at, c.previous_numbers_hash from import_conflict c where c.workspace_id = $1 and c.replaced";
  const held = "exists (select 1 from usage_identity i where i.workspace_id = $1 and i.id_hash = c.id_hash and i.import_id = c.import_id)";
  await client.query(`insert into returning_row ${returned} and c.import_id = $2 and ${held}`, place);
  for (;;) {
    await client.query(
      `update usage_identity i set import_id = r.import_id, line = r.line, starts_at = r.starts_at, numbers_hash = r.numbers_hash
       from returning_row r where i.workspace_id = $1 and i.id_hash = r.id_hash`,
      [workspaceId],
    );
    await bringBack(client, workspaceId, boundaries);
    const { rowCount } = await client.query(
      `with deeper as (
         delete from returning_row r using import h where h.workspace_id = $1 and h.id = r.import_id and h.status = 'undone' returning r.id_hash, r.import_id)
       insert into returning_row ${returned} and (c.id_hash, c.import_id) in (select id_hash, import_id from deeper)`,
      [workspaceId],
    );
    if (!rowCount) break;
  }
  await client.query("delete from returning_row");
}

/** Makes the returning rows visible again, and counts those of live imports. */
async function bringBack(client: pg.ClientBase, workspaceId: number, boundaries: Boundaries): Promise<void> {
  const { rows } = await client.query<{ from: Date | null; to: Date | null }>(
    "select min(starts_at) as from, max(starts_at) as to from returning_row",
  );
  const { from, to } = rows[0] ?? {};
  if (!from || !to) return;
  requireEvents(boundaries.eventsFrom, from.getTime(), "so an import that replaced rows from before it cannot be undone");
  const segments = segmentsFor(boundaries, { from: from.getTime(), to: to.getTime() });
  const same =
    "e.workspace_id = $2 and e.starts_at = r.starts_at and e.import_id = r.import_id and e.id_hash = r.id_hash and e.line = r.line and e.superseded";
  await gatherCells(
    client,
    `returning_row r join import h on h.workspace_id = $2 and h.id = r.import_id and h.status = 'done' join usage_event e on ${same}`,
    [segments, workspaceId],
  );
  await applyCells(client);
  await client.query(`update usage_event e set superseded = false from returning_row r where ${same.replaceAll("$2", "$1")}`, [workspaceId]);
  await returnCharges(client, workspaceId);
}

/**
 * Brings an undone import back within 30 days: it takes every identity that it or another undone import holds, and what it had replaced is replaced again.
 * Rows that a live import holds by now stay out, as known. Throws `import_not_undone`, `restore_too_late`, `not_found`,
 * `events_gone` where some of its events were removed.
 */
export async function restoreImport(access: Access, id: number): Promise<ImportRecord> {
  const { undoneAt } = await importById(access, id);
  if (undoneAt !== null && now() - undoneAt > restoreDays * 86_400_000) {
    throw new Refusal("restore_too_late", `import ${id} was undone more than ${restoreDays} days ago; upload the file again`);
  }
  await transaction(async (client) => {
    await lockWorkspace(client, access.workspaceId);
    const { rows } = await client.query<{ first_at: Date | null; last_at: Date | null }>(
      `update import set status = 'done', undone_at = null where workspace_id = $1 and id = $2 and status = 'undone' and purged_at is null
       returning first_at, last_at`,
      [access.workspaceId, id],
    );
    if (!rows[0]) throw new Refusal("import_not_undone", `import ${id} is not undone, so there is nothing to restore`);
    const { first_at: from, last_at: to } = rows[0];
    if (from && to) await takeBack(client, access.workspaceId, id, { from, to });
    await audit(client, access, { action: "import.restored", target: String(id), before: { status: "undone" }, after: { status: "done" } });
  });
  return importById(access, id);
}

async function takeBack(client: pg.ClientBase, workspaceId: number, id: number, { from, to }: { from: Date; to: Date }): Promise<void> {
  const boundaries = await heldBoundaries(client, workspaceId);
  requireEvents(boundaries.eventsFrom, from.getTime(), "upload the file again");
  await prepareMerging(client);
  const place = [workspaceId, id];
  const inTime = [...place, from, to];
  const own = "e.workspace_id = $1 and e.import_id = $2 and e.starts_at between $3 and $4";
  await supersedeAgain(client, workspaceId, id, boundaries);
  // A row of ours that another import replaced and still holds stays replaced.
  await client.query(
    `update usage_identity i set import_id = e.import_id, line = e.line, starts_at = e.starts_at, numbers_hash = e.numbers_hash
     from ${hashedEventsSql} e join usage_identity h on h.workspace_id = e.workspace_id and h.id_hash = e.id_hash
       join import o on o.workspace_id = h.workspace_id and o.id = h.import_id
     where ${own} and i.workspace_id = e.workspace_id and i.id_hash = e.id_hash and (h.import_id = e.import_id or o.status = 'undone')
       and (h.import_id <> e.import_id or h.line = e.line) and not ${keptAside}`,
    inTime,
  );
  await client.query(
    `update usage_event e set superseded = not exists (
       select 1 from usage_identity i where i.workspace_id = e.workspace_id and i.id_hash = e.id_hash and i.import_id = e.import_id and i.line = e.line)
     where ${own}`,
    inTime,
  );
  await takeBackCharges(client, workspaceId, id);
  const segments = segmentsFor(boundaries, { from: from.getTime(), to: to.getTime() });
  const again = "usage_event e where e.workspace_id = $2 and e.import_id = $3 and e.starts_at between $4 and $5 and not e.superseded";
  await gatherCells(client, again, [segments, ...inTime]);
  const totals = await applyCells(client);
  const { rows, requests_unknown: _, ...sums } = totals;
  const { cost, credits, charges } = await reportedOfImport(client, workspaceId, id, from, to);
  await client.query(
    `update import set duplicates = duplicates + accepted - $3, accepted = $3, totals = $4, charges = $5, reported_cost = $6, reported_credits = $7
     where workspace_id = $1 and id = $2`,
    [
      ...[...place, (rows + BigInt(charges)).toString()],
      JSON.stringify(Object.fromEntries(Object.entries(sums).map(([name, count]) => [name, count.toString()]))),
      ...[charges, JSON.stringify(cost), JSON.stringify(credits)],
    ],
  );
}

/**
 * Ends an import that waits or runs, in whatever process: nothing of it stays but its record, `interrupted`. Null: it is not under way.
 * Throws `not_found`.
 */
export async function cancelImport(access: Access, id: number): Promise<ImportRecord | null> {
  await importById(access, id);
  const isCancelled = await transaction(async (client) => {
    const { rows } = await client.query<{ status: string }>(
      `update import i set status = 'interrupted', finished_at = $3, error_code = 'import_cancelled', error_detail = 'The import was cancelled. Nothing of it was kept.'
       from (select status from import where workspace_id = $1 and id = $2 for update) was
       where i.workspace_id = $1 and i.id = $2 and i.status in ('queued', 'running') returning was.status`,
      [access.workspaceId, id, new Date(now())],
    );
    const [was] = rows;
    if (was)
      await audit(client, access, {
        action: "import.cancelled",
        target: String(id),
        before: { status: was.status },
        after: { status: "interrupted" },
      });
    return was !== undefined;
  });
  if (!isCancelled) return null;
  await endLiveImport(pool(), id);
  return importById(access, id);
}

/** Marks imports whose process has died as interrupted. Safe beside running ones, in any number of processes. */
export async function sweepInterrupted(): Promise<void> {
  const { rows } = await pool().query<{ workspace_id: number; id: number }>(
    "select workspace_id, id from import where status in ('queued', 'running')",
  );
  for (const { workspace_id: workspaceId, id } of rows) {
    await transaction(async (client) => {
      if (!(await isAbandoned(client, id))) return;
      const { rows: ended } = await client.query<{ actor: string; code: string; detail: string }>(
        `update import set status = 'interrupted', finished_at = $3, error_code = 'interrupted',
           error_detail = 'The import broke off. Nothing of it was kept; send the file again.'
         where workspace_id = $1 and id = $2 and status in ('queued', 'running') returning actor, error_code as code, error_detail as detail`,
        [workspaceId, id, new Date(now())],
      );
      for (const { actor, code, detail } of ended) await announceFailure(client, { workspaceId, actor }, id, { status: "interrupted", code, detail });
    });
  }
}
