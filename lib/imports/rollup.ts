import "server-only";
import type pg from "pg";
import { tokenClasses } from "@/lib/usage/tokens";

/** Sums of the usage in the cells, exact. */
export type CellTotals = Record<(typeof sums)[number], bigint>;

const modelKey = ["workspace_id", "segment", "import_id", "raw_model_id", "service_tier_id", "prompt_band", "source_id"];
const teamKey = [...modelKey, "team_id"];
const cubeKey = [...teamKey, "project_id", "user_id", "api_key_id"];
/** The cube and its slices, each with its key in the order of its index. */
const rollups = { usage_day: cubeKey, usage_day_team: teamKey, usage_day_model: modelKey };

const tokens = [...tokenClasses, "reasoning"] as const;
const sums = ["rows", "requests", "requests_unknown", ...tokens] as const;

/** Makes the working table of cells on this connection; it is emptied at the end of each transaction. */
export async function openCells(client: pg.ClientBase): Promise<void> {
  const keys = cubeKey.map((name) => `${name} ${name === "segment" ? "timestamptz" : name === "prompt_band" ? "int8" : "int4"}`);
  await client.query(
    `create temp table if not exists import_cell (${[...keys, ...sums.map((name) => `${name} numeric`)].join(", ")}) on commit delete rows`,
  );
}

/**
 * Sums usage rows into cells. `source` is a SQL source of rows named `e` that has `segments` (timestamptz[]) as parameter $1; its other parameters follow.
 * `sign` −1 takes the rows out of the rollup instead.
 */
export async function gatherCells(client: pg.ClientBase, source: string, parameters: unknown[], sign: 1 | -1 = 1): Promise<void> {
  const keys = cubeKey.map((name) =>
    name === "segment" ? "($1::timestamptz[])[width_bucket(e.starts_at, $1::timestamptz[])] as segment" : `e.${name}`,
  );
  const values = [
    `${sign} * count(*)`,
    `${sign} * coalesce(sum(e.requests), 0)`,
    `${sign} * count(*) filter (where e.requests is null)`,
    ...tokens.map((name) => `${sign} * sum(e.${name})`),
  ];
  const groups = cubeKey.map((_, index) => index + 1).join(", ");
  await client.query(`insert into import_cell select ${[...keys, ...values].join(", ")} from ${source} group by ${groups}`, parameters);
}

/** Adds the cells to the cube and, summed once more, to its slices, in key order; empties them and says what they held. */
export async function applyCells(client: pg.ClientBase): Promise<CellTotals> {
  for (const [table, key] of Object.entries(rollups)) {
    const isCube = table === "usage_day";
    const values = sums.map((name) => (isCube ? name : `sum(${name})`));
    const added = sums.map((name) => `${name} = ${table}.${name} + excluded.${name}`);
    await client.query(
      `insert into ${table} (${[...key, ...sums].join(", ")})
       select ${[...key, ...values].join(", ")} from import_cell ${isCube ? "" : `group by ${key.join(", ")}`} order by ${key.join(", ")}
       on conflict (${key.join(", ")}) do update set ${added.join(", ")}`,
    );
  }
  const { rows } = await client.query<Record<string, string>>(
    `select ${sums.map((name) => `coalesce(sum(${name}), 0)::text as ${name}`).join(", ")} from import_cell`,
  );
  await client.query("delete from import_cell");
  return Object.fromEntries(sums.map((name) => [name, BigInt(rows[0]?.[name] ?? 0)])) as CellTotals;
}

/** Takes all of an import out of the rollup. `from`, `to`: the segments it can have, to find them by. */
export async function dropFromRollup(client: pg.ClientBase, workspaceId: number, importId: number, from: Date, to: Date): Promise<void> {
  for (const table of Object.keys(rollups)) {
    await client.query(`delete from ${table} where workspace_id = $1 and segment between $3 and $4 and import_id = $2`, [
      workspaceId,
      importId,
      from,
      to,
    ]);
  }
}

/** Removes cells that nothing is left in. */
export async function dropEmptyCells(client: pg.ClientBase, workspaceId: number, from: Date, to: Date): Promise<void> {
  for (const table of Object.keys(rollups)) {
    await client.query(`delete from ${table} where workspace_id = $1 and segment between $2 and $3 and rows = 0`, [workspaceId, from, to]);
  }
}

/** Empties the rollup of a stretch of time, to be gathered anew. `to`: exclusive. */
export async function dropDay(client: pg.ClientBase, workspaceId: number, from: Date, to: Date): Promise<void> {
  for (const table of Object.keys(rollups))
    await client.query(`delete from ${table} where workspace_id = $1 and segment >= $2 and segment < $3`, [workspaceId, from, to]);
}

/** Empties the rollup of a workspace, to be gathered anew. */
export async function dropRollup(client: pg.ClientBase, workspaceId: number): Promise<void> {
  for (const table of Object.keys(rollups)) await client.query(`delete from ${table} where workspace_id = $1`, [workspaceId]);
}
