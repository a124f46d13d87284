import "server-only";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import type { Day } from "@/lib/period";

/** What somebody wrote on a day. `author`: as they are called today; null: nobody who is known. */
export type Annotation = { id: number; day: Day; text: string; author: string | null; isDeleted: boolean };

/** The annotations of some days, the last exclusive, in their order, with the deleted ones that can be restored. They speak of all teams: who sees some only sees none. */
export async function annotationsOf({ workspaceId, teams }: Access, { from, to }: { from: Day; to: Day }): Promise<Annotation[]> {
  if (teams !== "all") return [];
  const { rows } = await pool().query<{ id: number; day: string; text: string; author: string | null; is_deleted: boolean }>(
    `select a.id, a.day::text, a.text, nullif(u.name, '') as author, a.deleted_at is not null as is_deleted
     from annotation a left join "user" u on 'user:' || u.id = a.written_by
     where a.workspace_id = $1 and a.day >= $2::date and a.day < $3::date and (a.deleted_at is null or a.deleted_at > now() - interval '30 days')
     order by a.day, a.id`,
    [workspaceId, from, to],
  );
  return rows.map(({ id, day, text, author, is_deleted }) => ({ id, day, text, author, isDeleted: is_deleted }));
}
