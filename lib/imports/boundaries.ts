import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { transaction } from "@/lib/db";
import type { Zone } from "@/lib/period";
import { lockBoundaries, lockWorkspace } from "./locks";
import { prepareMerging } from "./merge";
import { applyCells, dropRollup, gatherCells } from "./rollup";
import { readBoundaries, segmentsFor } from "./segments";

/** Moves a workspace's days to another zone, over all its history, in one transaction: nothing is lost or counted twice. Waits for a running import. */
export async function changeTimezone(access: Access, timezone: Zone): Promise<void> {
  await transaction(async (client) => {
    await lockWorkspace(client, access.workspaceId);
    await lockBoundaries(client, access.workspaceId, "exclusive");
    const { rows } = await client.query<{ timezone: Zone }>("select timezone from workspace where id = $1", [access.workspaceId]);
    if (rows[0]?.timezone === timezone) return;
    await client.query("update workspace set timezone = $2 where id = $1", [access.workspaceId, timezone]);
    await rebuildRollup(client, access.workspaceId);
    await audit(client, access, { action: "workspace.timezone_changed", before: rows[0], after: { timezone } });
  });
}

/** Cuts the rollups of all workspaces anew, where new prices start inside days or at new prompt sizes. */
export async function recutRollups(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ id: number }>("select id from workspace order by id");
  for (const { id } of rows) {
    await lockWorkspace(client, id);
    await lockBoundaries(client, id, "exclusive");
    await reband(client, id);
    await rebuildRollup(client, id);
  }
}

/** Single requests stand in the band that today's edges give their prompt. */
async function reband(client: pg.ClientBase, workspaceId: number): Promise<void> {
  const { edges } = await readBoundaries(client, workspaceId);
  const prompt = "least(e.input::numeric + e.cache_read + e.cache_write_5m + e.cache_write_1h, 9223372036854775807)::int8";
  const band = `(array[0::int8] || $2::int8[])[1 + width_bucket(${prompt} - 1, $2::int8[])]`;
  await client.query(`update usage_event e set prompt_band = ${band} where workspace_id = $1 and prompt_band >= 0 and prompt_band <> ${band}`, [
    workspaceId,
    edges,
  ]);
}

/** Sums all visible events of a workspace into the segments of its zone and prices. */
async function rebuildRollup(client: pg.ClientBase, workspaceId: number): Promise<void> {
  await dropRollup(client, workspaceId);
  const { rows } = await client.query<{ from: Date | null; to: Date | null }>(
    "select min(starts_at) as from, max(starts_at) as to from usage_event where workspace_id = $1",
    [workspaceId],
  );
  const { from, to } = rows[0] ?? {};
  if (!from || !to) return;
  const segments = segmentsFor(await readBoundaries(client, workspaceId), { from: from.getTime(), to: to.getTime() });
  await prepareMerging(client);
  const visible = `usage_event e join import i on i.workspace_id = e.workspace_id and i.id = e.import_id and i.status = 'done'
    where e.workspace_id = $2 and not e.superseded`;
  await gatherCells(client, visible, [segments, workspaceId]);
  await applyCells(client);
}
