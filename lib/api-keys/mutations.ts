import "server-only";
import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { keyHash } from "@/lib/api/key";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { addDays, type Day, startOfDay } from "@/lib/period";
import type { Scope } from "@/lib/permissions";

const prefixLength = 12;

/** Makes a key and answers it: the only time it is seen. It opens until `lastDay` (local) ends; null: until it is revoked. */
export async function createApiKey(access: Access, of: { name: string; scopes: readonly Scope[]; lastDay?: Day | null }): Promise<string> {
  const key = `obole_${randomBytes(24).toString("base64url")}`;
  const expiresAt = of.lastDay ? new Date(startOfDay(addDays(of.lastDay, 1), access.timezone)) : null;
  await transaction((client) => storeApiKey(client, access, { key, name: of.name, scopes: of.scopes, expiresAt }));
  return key;
}

/** Keeps a key that was chosen elsewhere, hashed. */
export async function storeApiKey(
  client: pg.ClientBase,
  access: Access,
  { key, name, scopes, expiresAt = null }: { key: string; name: string; scopes: readonly Scope[]; expiresAt?: Date | null },
): Promise<void> {
  const createdBy = access.actor.startsWith("user:") ? access.actor.slice("user:".length) : null;
  const { rows } = await client.query<{ id: string }>(
    "insert into api_key (workspace_id, name, prefix, hash, scopes, created_by, expires_at) values ($1, $2, $3, $4, $5, $6, $7) returning id",
    [access.workspaceId, name, key.slice(0, prefixLength), keyHash(key), scopes, createdBy, expiresAt],
  );
  await audit(client, access, { action: "api_key.created", target: rows[0]?.id, after: { name, scopes } });
}

/** A revoked key opens nothing from the next request on. Throws `not_found`. */
export async function revokeApiKey(access: Access, id: string): Promise<void> {
  await transaction(async (client) => {
    const { rowCount } = await client.query("update api_key set revoked_at = $3 where workspace_id = $1 and id = $2 and revoked_at is null", [
      ...[access.workspaceId, id],
      new Date(now()),
    ]);
    if (!rowCount) throw new Refusal("not_found", "there is no such key");
    await audit(client, access, { action: "api_key.revoked", target: id });
  });
}
