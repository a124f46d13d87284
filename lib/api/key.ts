import "server-only";
import type { Access } from "@/lib/access";
import { mintAccess } from "@/lib/access-mint";
import { now } from "@/lib/clock";
import { pool } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { keyMay, type Permission } from "@/lib/permissions";
import { countRequest } from "@/lib/request-rate";
import { tokenHash } from "@/lib/token";

const usedEvery = 60_000;

/** The access that a request's key opens, if it may do this. Throws `unauthenticated`, `not_allowed`, `too_many_requests`. */
export async function accessOfKey(request: Request, permission: Permission): Promise<Access> {
  const [, key] = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  if (!key) throw new Refusal("unauthenticated", "send an API key: Authorization: Bearer <key>");
  const at = now();
  const { rows } = await pool().query(
    `select k.id, k.workspace_id, k.scopes, k.last_used_at, w.timezone from api_key k join workspace w on w.id = k.workspace_id
     where k.hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2)`,
    [tokenHash(key), new Date(at)],
  );
  const row = rows[0];
  if (!row) throw new Refusal("unauthenticated", "this API key is not known, has expired or was revoked");
  await countRequest(`key:${row.id}`);
  if (row.last_used_at === null || at - row.last_used_at.getTime() > usedEvery) {
    await pool().query("update api_key set last_used_at = $3 where workspace_id = $1 and id = $2", [row.workspace_id, row.id, new Date(at)]);
  }
  if (!keyMay(row.scopes, permission)) throw new Refusal("not_allowed", `this API key does not have the scope for ${permission}`);
  return mintAccess({ workspaceId: row.workspace_id, timezone: row.timezone, teams: "all", actor: `key:${row.id}` });
}
