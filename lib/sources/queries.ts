import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { rawName } from "@/lib/pricing/match";
import { priceBook } from "@/lib/pricing/queries";
import { providerOf } from "./provider";
import type { NewStanding } from "./schema";
import type { Standing } from "./standing";

type Database = pg.ClientBase | pg.Pool;

/** The provider of each raw model of a workspace. */
export async function rawModelProviders(client: Database, workspaceId: number): Promise<Map<number, string>> {
  const book = await priceBook({ client: client as pg.ClientBase });
  const { rows } = await client.query<{ id: number; provider: string; name: string }>(
    "select id, provider, name from dimension_value where workspace_id = $1 and kind = 'model'",
    [workspaceId],
  );
  return new Map(rows.map(({ id, provider, name }) => [id, providerOf(book, provider, name)]));
}

/** What was said of the workspace's sources, in the order it was recorded. */
export async function standings(client: Database, workspaceId: number): Promise<Standing[]> {
  const { rows } = await client.query(
    "select id, source_id, provider, starts_on::text, is_counted from source_standing where workspace_id = $1 order by id",
    [workspaceId],
  );
  return rows.map((row) => ({ id: row.id, source: row.source_id, provider: row.provider, startsOn: row.starts_on, isCounted: row.is_counted }));
}

/** A standing with the id of its source and the provider's usual name; its own id comes after all others. Throws `not_found` for a source that nothing came from. */
export async function understoodStanding({ workspaceId }: Access, { source, provider, from, counted }: NewStanding): Promise<Standing> {
  const { rows } = await pool().query<{ id: number }>("select id from dimension_value where workspace_id = $1 and kind = 'source' and name = $2", [
    workspaceId,
    source,
  ]);
  if (!rows[0]) throw new Refusal("not_found", `no usage has come from a source ${source}`);
  const usual = provider === null ? null : rawName(await priceBook(), provider, "").provider;
  return { id: Number.MAX_SAFE_INTEGER, source: rows[0].id, provider: usual, startsOn: from, isCounted: counted };
}
