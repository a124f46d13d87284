import "server-only";
import type pg from "pg";
import { requireEvents } from "@/lib/retention/horizon";
import { settleChargeIdentities, supersedeCharges } from "./charges";
import { applyCells, dropEmptyCells, gatherCells } from "./rollup";
import { type Boundaries, segmentsFor } from "./segments";

/** As `numbersHash` computes it, of an event `e` and its raw model `m`. */
const numbersHashSql = `('x' || encode(substr(sha256(convert_to(array_to_string(array[m.provider, m.name, e.requests::text, e.input::text, e.cache_read::text,
  e.cache_write_5m::text, e.cache_write_1h::text, e.output::text, e.reasoning::text], chr(31), ''), 'UTF8')), 1, 8), 'hex'))::bit(64)::int8`;
const rawModel = "join dimension_value m on m.workspace_id = e.workspace_id and m.id = e.raw_model_id";
/** The events of a workspace ($1) and import ($2), with that hash: apart, since a distributed table takes no such expression as a new value. */
export const hashedEventsSql = `(select e.*, ${numbersHashSql} as numbers_hash from usage_event e ${rawModel} where e.workspace_id = $1 and e.import_id = $2 offset 0)`;
const allLines = { from: 0n, to: 9_223_372_036_854_775_807n };

/** Takes the rows that these lines' conflicts replace out of sight and out of the rollup. */
export async function supersede(
  client: pg.ClientBase,
  { workspaceId, importId, boundaries }: { workspaceId: number; importId: number; boundaries: Boundaries },
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
  requireEvents(boundaries.eventsFrom, from.getTime(), "so what came before it cannot be replaced");
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

/** What an import's conflicts replace and another row holds by now, or again, is replaced by its rows. */
export async function supersedeAgain(client: pg.ClientBase, workspaceId: number, id: number, boundaries: Boundaries): Promise<void> {
  const { rowCount } = await client.query(
    `update usage_identity i set import_id = c.import_id, line = c.line from import_conflict c
     where c.workspace_id = $1 and c.import_id = $2 and c.replaced and i.workspace_id = c.workspace_id and i.id_hash = c.id_hash
       and i.import_id = c.previous_import_id and i.line = c.previous_line`,
    [workspaceId, id],
  );
  if (!rowCount) return;
  await client.query(
    `update usage_identity i set starts_at = e.starts_at, numbers_hash = e.numbers_hash from ${hashedEventsSql} e
     where i.workspace_id = e.workspace_id and i.id_hash = e.id_hash and i.import_id = e.import_id and i.line = e.line`,
    [workspaceId, id],
  );
  await settleChargeIdentities(client, workspaceId, id);
  await supersede(client, { workspaceId, importId: id, boundaries }, allLines);
}
