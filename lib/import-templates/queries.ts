import "server-only";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { mappingSchema } from "@/lib/imports/mapping";
import { headerHash, type Template } from "./template";

/** The templates of a workspace by name; with a header, those made for it, the latest first. */
export async function importTemplates({ workspaceId }: Access, header?: readonly string[]): Promise<Template[]> {
  const { rows } = await pool().query<{ id: number; name: string; columns: string[]; mapping: unknown; created_at: Date }>(
    `select id, name, columns, mapping, created_at from import_template where workspace_id = $1 and ($2::bytea is null or header_hash = $2)
     order by ${header ? "id desc" : "lower(name)"}`,
    [workspaceId, header ? headerHash(header) : null],
  );
  return rows.map(({ id, name, columns, mapping, created_at }) => ({
    ...{ id, name, columns, mapping: mappingSchema.parse(mapping), createdAt: created_at.getTime() },
  }));
}
