import type pg from "pg";

/** Classes of advisory locks; the second number is an import or a workspace. */
const liveImport = 7270;
const merging = 7271;
const boundaries = 7272;
const keepingMonths = 7274;

/** Held by the connection that works on an import: when it is free, its process has died. */
export async function lockLiveImport(client: pg.ClientBase, importId: number): Promise<void> {
  await client.query("select pg_advisory_lock($1, $2)", [liveImport, importId]);
}

/** Ends the connection that works on an import, in whatever process, and with it all it has not committed. */
export async function endLiveImport(client: pg.ClientBase | pg.Pool, importId: number): Promise<void> {
  await client.query(
    `select pg_terminate_backend(pid) from pg_locks
     where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
       and classid = $1 and objid = $2 and objsubid = 2 and granted and pid <> pg_backend_pid()`,
    [liveImport, importId],
  );
}

/** Whether nobody works on an import; until the end of the transaction nobody can begin to. */
export async function isAbandoned(client: pg.ClientBase, importId: number): Promise<boolean> {
  const { rows } = await client.query<{ free: boolean }>("select pg_try_advisory_xact_lock($1, $2) as free", [liveImport, importId]);
  return rows[0]?.free ?? false;
}

/** One merge of a file, undo or restore at a time in a workspace. */
export async function lockWorkspace(client: pg.ClientBase, workspaceId: number): Promise<void> {
  await client.query("select pg_advisory_xact_lock($1, $2)", [merging, workspaceId]);
}

/** Whether nothing is merged, undone or cut in a workspace; until the end of the transaction nothing can be. */
export async function isFree(client: pg.ClientBase, workspaceId: number): Promise<boolean> {
  const { rows } = await client.query<{ free: boolean }>("select pg_try_advisory_xact_lock($1, $3) and pg_try_advisory_xact_lock($2, $3) as free", [
    merging,
    boundaries,
    workspaceId,
  ]);
  return rows[0]?.free ?? false;
}

/** Shared: segments and prompt edges stand still until the end of the transaction. Exclusive: they may be moved. */
export async function lockBoundaries(client: pg.ClientBase, workspaceId: number, mode: "shared" | "exclusive"): Promise<void> {
  const kind = mode === "shared" ? "_shared" : "";
  await client.query(`select pg_advisory_xact_lock${kind}($1, $2)`, [boundaries, workspaceId]);
}

/** One process at a time sums a workspace's months; answers whether it is this one, until the end of the transaction. */
export async function tryKeepingMonths(client: pg.ClientBase, workspaceId: number): Promise<boolean> {
  const { rows } = await client.query<{ free: boolean }>("select pg_try_advisory_xact_lock($1, $2) as free", [keepingMonths, workspaceId]);
  return rows[0]?.free ?? false;
}
