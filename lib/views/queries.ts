import "server-only";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import type { Person } from "@/lib/people/person";

/** A view of the spend page that somebody kept. `isDefault`: the person opens the page with it. */
export type SavedView = { id: number; name: string; search: string; isShared: boolean; isDefault: boolean; isDeleted: boolean };

/** For so long a deleted view can be restored. */
const restorable = "30 days";

/** A person's own views and those for everybody, by name; the deleted ones that can be restored, too. Who sees some teams only sees their own views. */
export async function savedViews({ workspaceId, teams }: Access, person: Person): Promise<SavedView[]> {
  const { rows } = await pool().query<{ id: number; name: string; search: string; is_shared: boolean; is_default: boolean; is_deleted: boolean }>(
    `select v.id, v.name, v.search, v.owner_id is null as is_shared, d.view_id is not null as is_default, v.deleted_at is not null as is_deleted
     from saved_view v left join default_view d on d.workspace_id = v.workspace_id and d.user_id = $2 and d.view_id = v.id
     where v.workspace_id = $1 and (v.owner_id = $2 or (v.owner_id is null and $3)) and (v.deleted_at is null or v.deleted_at > now() - $4::interval)
     order by lower(v.name), v.id`,
    [workspaceId, person.id, teams === "all", restorable],
  );
  return rows.map((row) => ({
    ...{ id: row.id, name: row.name, search: row.search },
    ...{ isShared: row.is_shared, isDefault: row.is_default && !row.is_deleted, isDeleted: row.is_deleted },
  }));
}
