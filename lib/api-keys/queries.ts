import "server-only";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";

export type ApiKeySummary = {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  /** Who made it; null: the start-up did, or somebody who has no account any more. */
  createdBy: string | null;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
};

/** The keys that are not revoked, newest first; never the keys themselves. */
export async function apiKeys({ workspaceId }: Access): Promise<ApiKeySummary[]> {
  const { rows } = await pool().query<ApiKeySummary>(
    `select k.id, k.name, k.prefix, k.scopes, u.name as "createdBy", k.created_at as "createdAt", k.expires_at as "expiresAt",
       k.last_used_at as "lastUsedAt" from api_key k left join "user" u on u.id = k.created_by
     where k.workspace_id = $1 and k.revoked_at is null order by k.created_at desc`,
    [workspaceId],
  );
  return rows;
}
