import "server-only";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { Refusal } from "@/lib/errors";

/** The id of a name that usage counts under; 0 for none. Throws `invalid_input` for one that is not known. */
export async function valueId(
  { workspaceId }: Access,
  kind: "team" | "project" | "user" | "api_key",
  name: string | null | undefined,
): Promise<number> {
  if (name == null) return 0;
  const { rows } = await pool().query<{ id: number }>("select id from dimension_value where workspace_id = $1 and kind = $2 and name = $3", [
    ...[workspaceId, kind, name],
  ]);
  if (rows[0]) return rows[0].id;
  const detail = `no usage counts under the ${kind} ${name}`;
  throw new Refusal("invalid_input", detail, { errors: [{ path: kind, code: "unknown_name", detail }] });
}
