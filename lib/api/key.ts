import "server-only";
import { createHash } from "node:crypto";
import { BurstyRateLimiter, RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Access } from "@/lib/access";
import { mintAccess } from "@/lib/access-mint";
import { now } from "@/lib/clock";
import { pool } from "@/lib/db";
import { env } from "@/lib/env";
import { Refusal } from "@/lib/errors";
import { keyMay, type Permission } from "@/lib/permissions";

const usedEvery = 60_000;

/** Only this of a key is stored. */
export function keyHash(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

/** The access that a request's key opens, if it may do this. Throws `unauthenticated`, `not_allowed`, `too_many_requests`. */
export async function accessOfKey(request: Request, permission: Permission): Promise<Access> {
  const [, key] = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  if (!key) throw new Refusal("unauthenticated", "send an API key: Authorization: Bearer <key>");
  const at = now();
  const { rows } = await pool().query(
    `select k.id, k.workspace_id, k.scopes, k.last_used_at, w.timezone from api_key k join workspace w on w.id = k.workspace_id
     where k.hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2)`,
    [keyHash(key), new Date(at)],
  );
  const row = rows[0];
  if (!row) throw new Refusal("unauthenticated", "this API key is not known, has expired or was revoked");
  await withinRate(row.id);
  if (row.last_used_at === null || at - row.last_used_at.getTime() > usedEvery) {
    await pool().query("update api_key set last_used_at = $3 where workspace_id = $1 and id = $2", [row.workspace_id, row.id, new Date(at)]);
  }
  if (!keyMay(row.scopes, permission)) throw new Refusal("not_allowed", `this API key does not have the scope for ${permission}`);
  return mintAccess({ workspaceId: row.workspace_id, timezone: row.timezone, teams: "all", actor: `key:${row.id}` });
}

const held = globalThis as typeof globalThis & { oboleKeyRate?: BurstyRateLimiter };

async function withinRate(key: string): Promise<void> {
  const perSecond = Math.max(1, Math.floor(env.requestsPerMinute / 60));
  held.oboleKeyRate ??= new BurstyRateLimiter(
    new RateLimiterMemory({ points: perSecond, duration: 1 }),
    new RateLimiterMemory({ keyPrefix: "burst", points: env.requestBurst, duration: Math.ceil(env.requestBurst / perSecond) }),
  );
  try {
    await held.oboleKeyRate.consume(key);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    const retryAfterSeconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
    throw new Refusal("too_many_requests", `more than ${env.requestsPerMinute} requests a minute`, { retryAfterSeconds });
  }
}
