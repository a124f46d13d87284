import "server-only";
import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { addDays, type Day, startOfDay } from "@/lib/period";
import type { Scope } from "@/lib/permissions";
import { tokenHash } from "@/lib/token";

const ours = "obole_";

/**
 * Makes a key of 192 random bits and answers it: the only time it is seen. It opens until `lastDay` (local) ends; null: until it is revoked.
 * Throws `invalid_input` for a day that is over.
 */
export async function createApiKey(access: Access, of: { name: string; scopes: readonly Scope[]; lastDay?: Day | null }): Promise<string> {
  const key = `${ours}${randomBytes(24).toString("base64url")}`;
  const expiresAt = of.lastDay ? new Date(startOfDay(addDays(of.lastDay, 1), access.timezone)) : null;
  if (expiresAt && expiresAt.getTime() <= now()) {
    throw new Refusal("invalid_input", "expires: in the past", {
      errors: [{ path: "expires", code: "in_the_past", detail: "choose a day to come" }],
    });
  }
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
    [access.workspaceId, name, beginningOf(key), tokenHash(key), scopes, createdBy, expiresAt],
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

/** Enough to recognise a key by, and too little to guess the rest from: six letters of ours, four of one that was chosen elsewhere. */
function beginningOf(key: string): string {
  return key.slice(0, key.startsWith(ours) ? ours.length + 6 : 4);
}
