import "server-only";
import type pg from "pg";
import { priceBook } from "@/lib/pricing/queries";
import { providerOf } from "./provider";
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
