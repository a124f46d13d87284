import "server-only";
import type pg from "pg";
import { attributed } from "@/lib/attribution/rule";

type ImportPlace = { workspaceId: number; importId: number; from: Date; to: Date };

/** By which of team, project, user and API key an import's totals are broken down, as `team,user`; "" by none, null where it holds no totals. Reads its cells. */
export async function breakdownOf(client: pg.ClientBase, { workspaceId, importId, from, to }: ImportPlace): Promise<string | null> {
  const filled = attributed.map((dimension) => `case when bool_or(raw_${dimension}_id <> 0) then '${dimension}' end`);
  const { rows } = await client.query<{ breakdown: string | null }>(
    `select case when count(*) > 0 then concat_ws(',', ${filled.join(", ")}) end as breakdown from usage_day
     where workspace_id = $1 and segment between $3::timestamptz - interval '2 days' and $4 and import_id = $2 and prompt_band = -1`,
    [workspaceId, importId, from, to],
  );
  return rows[0]?.breakdown ?? null;
}
