import "server-only";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";

/** Whether an import is under way, which a price that begins inside a day has to wait for. */
export async function isImporting({ workspaceId }: Access): Promise<boolean> {
  const { rowCount } = await pool().query("select 1 from import where workspace_id = $1 and status in ('queued', 'running') limit 1", [workspaceId]);
  return rowCount !== 0;
}

/** The names of members, by how they are written to rules and the audit trail (`user:<uuid>`). */
export async function memberNames({ workspaceId }: Access): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool().query<{ actor: string; name: string }>(
    `select 'user:' || u.id as actor, u.name from membership m join "user" u on u.id = m.user_id where m.workspace_id = $1`,
    [workspaceId],
  );
  return new Map(rows.map(({ actor, name }) => [actor, name]));
}
