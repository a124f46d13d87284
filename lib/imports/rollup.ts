import "server-only";
import type pg from "pg";
import { attributionOf } from "@/lib/attribution/queries";
import { type Attributed, attributed } from "@/lib/attribution/rule";
import { attributionSql, type StatedColumns } from "@/lib/attribution/sql";
import type { Zone } from "@/lib/period";
import { tokenClasses } from "@/lib/usage/tokens";

/** Sums of the usage in the cells, exact. */
export type CellTotals = Record<(typeof sums)[number], bigint>;

export const modelKey = ["workspace_id", "segment", "import_id", "raw_model_id", "service_tier_id", "prompt_band", "source_id"];
const teamKey = [...modelKey, "team_id"];
/** What the source said, and whom the workspace's rules count it under. */
const statedKey = attributed.map((dimension) => `raw_${dimension}_id`);
const countedUnder = attributed.map((dimension) => `${dimension}_id`);
export const cubeKey = [...modelKey, ...statedKey];
/** The cube and its slices, each with its key in the order of its index. */
const rollups = { usage_day: cubeKey, usage_day_team: teamKey, usage_day_model: modelKey };

const tokens = [...tokenClasses, "reasoning"] as const;
export const sums = ["rows", "requests", "requests_unknown", ...tokens] as const;
export const noCells = Object.fromEntries(sums.map((name) => [name, 0n])) as CellTotals;

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
    name === "segment" ? "($1::timestamptz[])[width_bucket(e.starts_at, $1::timestamptz[])] as segment" : `e.${name.replace(/^raw_(?!model)/, "")}`,
  );
  const values = [
    `${sign} * count(*)`,
    `${sign} * coalesce(sum(e.requests), 0)`,
    `${sign} * count(*) filter (where e.requests is null)`,
    ...tokens.map((name) => `${sign} * sum(e.${name})`),
  ];
  const groups = cubeKey.map((_, index) => index + 1).join(", ");
  await client.query(
    `insert into import_cell (${[...cubeKey, ...sums].join(", ")}) select ${[...keys, ...values].join(", ")} from ${source} group by ${groups}`,
    parameters,
  );
}

/**
 * Adds the cells to the cube and, summed once more, to its slices, in key order; empties them and says what they held. Whom they count under is read from
 * the rules here, so that nothing gets into the rollup without it; the caller keeps the boundaries still, and with them the rules.
 */
export async function applyCells(client: pg.ClientBase): Promise<CellTotals> {
  const { cells, parameters } = await attributedCells(client);
  const all = [...cubeKey, ...countedUnder, ...sums];
  await client.query(`${insertInto("usage_day", all, all, cells)} order by ${cubeKey.join(", ")} ${addingTo("usage_day")}`, parameters);
  await client.query(summed("usage_day_team", cells), parameters);
  await client.query(summed("usage_day_model", "import_cell"));
  await markChanged(client, "import_cell");
  const { rows } = await client.query<Record<string, string>>(
    `select ${sums.map((name) => `coalesce(sum(${name}), 0)::text as ${name}`).join(", ")} from import_cell`,
  );
  await client.query("delete from import_cell");
  return Object.fromEntries(sums.map((name) => [name, BigInt(rows[0]?.[name] ?? 0)])) as CellTotals;
}

/** Adds cells, summed, to a slice, in key order. */
export function summed(slice: "usage_day_team" | "usage_day_model", cells: string): string {
  const key = rollups[slice].join(", ");
  const values = sums.map((name) => `sum(${name})`);
  return `${insertInto(slice, [...rollups[slice], ...sums], [...rollups[slice], ...values], cells)} group by ${key} order by ${key} ${addingTo(slice)}`;
}

function insertInto(table: keyof typeof rollups, columns: readonly string[], values: readonly string[], cells: string): string {
  return `insert into ${table} (${columns.join(", ")}) select ${values.join(", ")} from ${cells}`;
}

function addingTo(table: keyof typeof rollups): string {
  const added = sums.map((name) => `${name} = ${table}.${name} + excluded.${name}`);
  return `on conflict (${rollups[table].join(", ")}) do update set ${added.join(", ")}`;
}

/** The gathered cells with whom they count under. */
async function attributedCells(client: pg.ClientBase): Promise<{ cells: string; parameters: unknown[] }> {
  const { rows } = await client.query<{ id: number; timezone: Zone }>(
    "select id, timezone from workspace where id = (select workspace_id from import_cell limit 1)",
  );
  const { id = 0, timezone = "UTC" } = rows[0] ?? {};
  const parameters: unknown[] = [];
  const add = (value: unknown) => `$${parameters.push(value)}`;
  const { joins, columns } = attributionSql(add, await attributionOf(client, id, timezone), statedOf("c", "segment"));
  const found = attributed.map((dimension) => `${columns[dimension]} as ${dimension}_id`);
  return { cells: `(select c.*, ${found.join(", ")} from import_cell c ${joins}) c`, parameters };
}

/** Where the cells of `table` hold what the source said. */
export function statedOf(table: string, at: string): StatedColumns {
  const stated = Object.fromEntries(attributed.map((dimension) => [dimension, `${table}.raw_${dimension}_id`])) as Record<Attributed, string>;
  return { ...stated, source: `${table}.source_id`, rawModel: `${table}.raw_model_id`, at: `${table}.${at}` };
}

/**
 * Says which stretches of the rollup have another sum than before: what was kept of their months is no longer read. A mark is only ever added, so that it waits for nobody,
 * and is seen with what it marks. `source`: rows with `workspace_id` and `segment`.
 */
export async function markChanged(client: pg.ClientBase, source: string, parameters: unknown[] = []): Promise<void> {
  await client.query(`insert into usage_change (workspace_id, segment) select distinct c.workspace_id, c.segment from ${source} c`, parameters);
}

/** Takes all of an import out of the rollup. `from`, `to`: the segments it can have, to find them by. */
export async function dropFromRollup(client: pg.ClientBase, workspaceId: number, importId: number, from: Date, to: Date): Promise<void> {
  const cells = "(select workspace_id, segment from usage_day_model where workspace_id = $1 and segment between $3 and $4 and import_id = $2)";
  await markChanged(client, cells, [workspaceId, importId, from, to]);
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
  const cells = "(select workspace_id, segment from usage_day_model where workspace_id = $1 and segment >= $2 and segment < $3)";
  await markChanged(client, cells, [workspaceId, from, to]);
  for (const table of Object.keys(rollups))
    await client.query(`delete from ${table} where workspace_id = $1 and segment >= $2 and segment < $3`, [workspaceId, from, to]);
}

/** Empties the rollup of a workspace, to be gathered anew. */
export async function dropRollup(client: pg.ClientBase, workspaceId: number): Promise<void> {
  await markChanged(client, "(select workspace_id, segment from usage_day_model where workspace_id = $1)", [workspaceId]);
  for (const table of Object.keys(rollups)) await client.query(`delete from ${table} where workspace_id = $1`, [workspaceId]);
}
