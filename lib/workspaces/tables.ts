import type pg from "pg";

/** The tables that hold what belongs to a workspace, by the catalogue, so that one of tomorrow is not forgotten; `columns` leaves out keys to doors and hashes. */
export async function tenantTables(client: pg.ClientBase): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) filter (where a.attname !~ '(hash|secret|token)$') as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
       and exists (select 1 from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id' and not w.attisdropped)
     group by c.relname order by c.relname`,
  );
  return rows;
}
