import "server-only";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";

/** The names of members, by how they are written to rules and the audit trail (`user:<uuid>`). */
export async function memberNames({ workspaceId }: Access): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool().query<{ actor: string; name: string }>(
    `select 'user:' || u.id as actor, u.name from membership m join "user" u on u.id = m.user_id where m.workspace_id = $1`,
    [workspaceId],
  );
  return new Map(rows.map(({ actor, name }) => [actor, name]));
}
