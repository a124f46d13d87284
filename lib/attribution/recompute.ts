import "server-only";
import type pg from "pg";
import { cubeKey, markChanged, modelKey, statedOf, summed, sums } from "@/lib/imports/rollup";
import type { Zone } from "@/lib/period";
import { attributionOf } from "./queries";
import { attributed } from "./rule";
import { type Attribution, attributionSql } from "./sql";

/** The cells of the cube, `r`, at their `place`, that these rules count under somebody else than now, each with where it goes: `to_team_id` and so on. Their workspace is $1. */
export function movedCells(add: (value: unknown) => string, attribution: Attribution): string {
  const { joins, columns } = attributionSql(add, attribution, statedOf("r", "segment"));
  const to = attributed.map((dimension) => `${columns[dimension]} as to_${dimension}_id`);
  const isElsewhere = attributed.map((dimension) => `${columns[dimension]} <> r.${dimension}_id`).join(" or ");
  return `(select r.*, r.ctid as place, ${to.join(", ")} from usage_day r ${joins} where r.workspace_id = $1 and (${isElsewhere})) r`;
}

/** The providers of a workspace's raw models as its rules see them; empty where none asks. To be compared. */
export async function providersAsked(client: pg.ClientBase, workspaceId: number): Promise<string> {
  const { providers } = await attributionOf(client, workspaceId, "UTC");
  return JSON.stringify([...providers].sort(([a], [b]) => a - b));
}

/** A workspace that the statistics do not know yet must not be walked through row by row, rule by rule. */
export const inSets = "set local enable_nestloop = off";

/**
 * Counts all usage of a workspace under whom today's rules say: changes the cells of the cube that differ, and takes what they hold from one team's cell of
 * the slice to another's. From the cube alone, so it is right for usage whose events are gone. The caller holds the boundaries exclusively.
 */
export async function reattribute(client: pg.ClientBase, workspaceId: number): Promise<void> {
  const { rows } = await client.query<{ timezone: Zone }>("select timezone from workspace where id = $1", [workspaceId]);
  const parameters: unknown[] = [workspaceId];
  const moved = movedCells((value) => `$${parameters.push(value)}`, await attributionOf(client, workspaceId, rows[0]?.timezone ?? "UTC"));
  const keys = cubeKey.map((name) => `${name} ${name === "segment" ? "timestamptz" : name === "prompt_band" ? "int8" : "int4"}`);
  const to = attributed.map((dimension) => `to_${dimension}_id`);
  const columns = [...keys, "place tid", "team_id int4", ...to.map((name) => `${name} int4`), ...sums.map((name) => `${name} numeric`)];
  await client.query(inSets);
  await client.query(`create temp table if not exists moved_cell (${columns.join(", ")}) on commit delete rows`);
  const all = [...cubeKey, "place", "team_id", ...to, ...sums].join(", ");
  await client.query(`insert into moved_cell (${all}) select ${all} from ${moved}`, parameters);
  await client.query("analyze moved_cell");

  await client.query(
    `update usage_day r set ${attributed.map((dimension) => `${dimension}_id = m.to_${dimension}_id`).join(", ")} from moved_cell m
     where r.ctid = m.place and r.workspace_id = m.workspace_id`,
  );
  const taken = sums.map((name) => `-${name} as ${name}`);
  const elsewhere = "from moved_cell where team_id <> to_team_id";
  await client.query(
    summed(
      "usage_day_team",
      `(select ${[...modelKey, "team_id", ...taken].join(", ")} ${elsewhere} union all select ${[...modelKey, "to_team_id", ...sums].join(", ")} ${elsewhere}) m`,
    ),
  );
  await client.query(
    `delete from usage_day_team t using (select distinct segment from moved_cell) m where t.workspace_id = $1 and t.segment = m.segment and t.rows = 0`,
    [workspaceId],
  );
  await markChanged(client, "moved_cell");
  await client.query("delete from moved_cell");
}
