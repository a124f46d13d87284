import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { requireEvents } from "@/lib/retention/horizon";
import { reportedOfImport } from "./charges";
import { isChoosable } from "./conflicts";
import { lockWorkspace } from "./locks";
import { prepareMerging } from "./merge";
import { importById } from "./queries";
import type { ImportRecord } from "./record";
import { supersedeAgain } from "./replacement";
import { applyCells, type CellTotals, gatherCells } from "./rollup";
import { heldBoundaries, segmentsFor } from "./segments";

/** Conflicts by their ids, or all that are open. */
type Chosen = "all" | readonly string[];
export type Resolution = { replace: Chosen } | { keep: Chosen };

/** How many conflicts a resolution settled. Those that were replaced before, or cannot be chosen, stay as they are. */
export type Resolved = { settled: number; record: ImportRecord };

/** An open conflict `c` of this import whose row is there to be chosen. */
const open = `c.workspace_id = $1 and c.import_id = $2 and not c.replaced and c.previous_import_id <> c.import_id and ${isChoosable}`;
const chosen = "($3::text[] is null and c.kept_at is null or encode(c.id_hash, 'hex') = any($3::text[]))";

/**
 * Settles conflicts of a finished import, in one transaction: its rows take the place of what was there, which returns when this import is undone; or what
 * was there is kept for good. Throws `import_not_done`, `not_found`, `events_gone`.
 */
export async function resolveConflicts(access: Access, importId: number, resolution: Resolution): Promise<Resolved> {
  await importById(access, importId);
  const settled = await transaction(async (client) => {
    await lockWorkspace(client, access.workspaceId);
    const { rows } = await client.query<{ status: string }>("select status from import where workspace_id = $1 and id = $2 for update", [
      access.workspaceId,
      importId,
    ]);
    if (rows[0]?.status !== "done") throw new Refusal("import_not_done", `import ${importId} is not done, so its conflicts cannot be settled`);
    const isReplacing = "replace" in resolution;
    const ids = isReplacing ? resolution.replace : resolution.keep;
    const place = [access.workspaceId, importId, ids === "all" ? null : ids];
    const count = isReplacing ? await replace(client, place) : await keep(client, place);
    const after = isReplacing ? { replaced: count } : { kept: count };
    if (count) await audit(client, access, { action: "import.conflicts_settled", target: String(importId), after });
    return count;
  });
  return { settled, record: await importById(access, importId) };
}

async function keep(client: pg.ClientBase, place: unknown[]): Promise<number> {
  const { rowCount } = await client.query(`update import_conflict c set kept_at = $4 where ${open} and ${chosen} and c.kept_at is null`, [
    ...place,
    new Date(now()),
  ]);
  return rowCount ?? 0;
}

/** The chosen rows take their identities from whoever holds them by now; what they replace goes out of sight, they come into it. */
async function replace(client: pg.ClientBase, place: unknown[]): Promise<number> {
  const [workspaceId, importId] = place as [number, number];
  await client.query(
    "create temp table if not exists settling_row (id_hash bytea, line int8, starts_at timestamptz, skipped_for int4) on commit delete rows",
  );
  const { rowCount } = await client.query(
    `insert into settling_row select c.id_hash, c.line, c.starts_at, c.previous_import_id from import_conflict c where ${open} and ${chosen}`,
    place,
  );
  if (!rowCount) return 0;
  const boundaries = await heldBoundaries(client, workspaceId);
  const { rows: own } = await client.query<{ first_at: Date | null }>("select first_at from import where workspace_id = $1 and id = $2", [
    ...[workspaceId, importId],
  ]);
  requireEvents(boundaries.eventsFrom, own[0]?.first_at?.getTime() ?? Infinity, "so this import stays as it is");
  await prepareMerging(client);
  await client.query(
    `update import_conflict c set replaced = true, kept_at = null, previous_import_id = i.import_id, previous_line = i.line,
       previous_starts_at = i.starts_at, previous_numbers_hash = i.numbers_hash
     from settling_row s join usage_identity i on i.workspace_id = $1 and i.id_hash = s.id_hash
     where c.workspace_id = $1 and c.import_id = $2 and c.id_hash = s.id_hash`,
    [workspaceId, importId],
  );
  await supersedeAgain(client, workspaceId, importId, boundaries);

  const { rows } = await client.query<{ from: Date; to: Date }>("select min(starts_at) as from, max(starts_at) as to from settling_row");
  const { from, to } = rows[0] ?? {};
  if (!from || !to) return 0;
  const same =
    "e.workspace_id = $2 and e.import_id = $3 and e.starts_at = s.starts_at and e.id_hash = s.id_hash and e.line = s.line and e.superseded";
  const segments = segmentsFor(boundaries, { from: from.getTime(), to: to.getTime() });
  await gatherCells(client, `settling_row s join usage_event e on ${same}`, [segments, workspaceId, importId]);
  const totals = await applyCells(client);
  for (const table of ["usage_event", "charge"]) {
    await client.query(`update ${table} e set superseded = false from settling_row s where ${same.replaceAll("$2", "$1").replace("$3", "$2")}`, [
      workspaceId,
      importId,
    ]);
  }
  await recount(client, { workspaceId, importId, rows: rowCount, from, to, totals });
  return rowCount;
}

/** They are of the accepted now, and nobody's rows were skipped for them. */
async function recount(
  client: pg.ClientBase,
  {
    workspaceId,
    importId,
    rows,
    from,
    to,
    totals,
  }: { workspaceId: number; importId: number; rows: number; from: Date; to: Date; totals: CellTotals },
): Promise<void> {
  const { rows: held } = await client.query<{ first_at: Date; last_at: Date; totals: Record<string, string> }>(
    `update import set accepted = accepted + $3, duplicates = duplicates - $3, first_at = least(first_at, $4), last_at = greatest(last_at, $5),
       known_rows = (select coalesce(jsonb_object_agg(k.key, left_over), '{}') from (
         select k.key, k.value::int8 - (select count(*) from settling_row s where s.skipped_for::text = k.key) as left_over from jsonb_each_text(known_rows) k) k
         where left_over > 0)
     where workspace_id = $1 and id = $2 returning first_at, last_at, totals`,
    [workspaceId, importId, rows, from, to],
  );
  const now = held[0];
  if (!now) return;
  const { rows: _, requests_unknown: __, ...sums } = totals;
  const summed = Object.entries(sums).map(([name, count]) => [name, (BigInt(now.totals[name] ?? 0) + count).toString()]);
  const { cost, credits, charges } = await reportedOfImport(client, workspaceId, importId, now.first_at, now.last_at);
  await client.query("update import set totals = $3, charges = $4, reported_cost = $5, reported_credits = $6 where workspace_id = $1 and id = $2", [
    ...[workspaceId, importId, JSON.stringify(Object.fromEntries(summed)), charges, JSON.stringify(cost), JSON.stringify(credits)],
  ]);
}
