import { afterEach, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { accessOfKey } from "@/lib/api/key";
import { disconnect, pool } from "@/lib/db";
import type { Permission, Scope } from "@/lib/permissions";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { auditOf, freshMember } from "@/lib/testing/people";
import { createApiKey, revokeApiKey } from "./mutations";
import { apiKeys } from "./queries";

// Settings are read once: twenty at a time, one more a second.
process.env.OBOLE_REQUESTS_PER_MINUTE = "60";
process.env.OBOLE_REQUEST_BURST = "20";
freshDatabase();
afterEach(() => {
  process.env.OBOLE_NOW = "";
});

const ask = (key: string, permission: Permission = "spend:see") =>
  accessOfKey(new Request("http://obole.example/api/v1/spend", { headers: { authorization: `Bearer ${key}` } }), permission);

async function withKey(scopes: Scope[] = ["read"], lastDay: string | null = null): Promise<{ access: Access; key: string }> {
  const { access } = await freshMember(await freshWorkspace(), "owner");
  return { access, key: await createApiKey(access, { name: "Gateway", scopes, lastDay }) };
}

test("a key has 192 random bits, is kept as a hash, and opens its workspace only", async () => {
  const { access, key } = await withKey();
  expect(key).toMatch(/^obole_[\w-]{32}$/);
  const { rows } = await pool().query("select to_jsonb(k)::text as whole from api_key k where workspace_id = $1", [access.workspaceId]);
  expect(rows[0].whole).not.toContain(key);
  expect(await apiKeys(access)).toMatchObject([{ prefix: key.slice(0, 12), createdBy: "Someone", lastUsedAt: null }]);
  expect(await ask(key)).toMatchObject({ workspaceId: access.workspaceId, teams: "all" });
  expect((await apiKeys(access))[0]?.lastUsedAt).toBeInstanceOf(Date);
});

test("without the scope it is refused, and unknown, over and revoked keys are all the same", async () => {
  const { access, key } = await withKey(["usage:write"]);
  await expect(ask(key)).rejects.toMatchObject({ status: 403 });
  expect(await ask(key, "usage:write")).toMatchObject({ workspaceId: access.workspaceId });
  const [stored] = await apiKeys(access);
  await revokeApiKey(access, stored?.id ?? "");
  const unknown = await ask("obole_nothing").catch((error) => error);
  const revoked = await ask(key, "usage:write").catch((error) => error);
  expect([revoked.status, revoked.detail]).toEqual([401, unknown.detail]);
  expect((await auditOf(access)).map(({ action }) => action)).toEqual(["api_key.created", "api_key.revoked"]);
});

test("it opens until its last day ends, and a day that is over is refused", async () => {
  process.env.OBOLE_NOW = "2026-06-15T12:00:00Z";
  const { access, key } = await withKey(["read"], "2026-06-16");
  process.env.OBOLE_NOW = "2026-06-16T23:59:59Z";
  await expect(ask(key)).resolves.toBeDefined();
  process.env.OBOLE_NOW = "2026-06-17T00:00:00Z";
  await expect(ask(key)).rejects.toMatchObject({ status: 401 });
  const late = createApiKey(access, { name: "Late", scopes: ["read"], lastDay: "2026-06-16" });
  await expect(late).rejects.toMatchObject({ options: { errors: [{ path: "expires", code: "in_the_past" }] } });
});

test("another workspace's key cannot be revoked, and is not there", async () => {
  const [own, foreign] = [await withKey(), await withKey()];
  const [stored] = await apiKeys(foreign.access);
  await expect(revokeApiKey(own.access, stored?.id ?? "")).rejects.toMatchObject({ code: "not_found" });
  await expect(ask(foreign.key)).resolves.toBeDefined();
});

test("of thirty requests at once twenty pass; a second later one more; it is counted in the database, for all processes", async () => {
  process.env.OBOLE_NOW = "2026-06-15T12:00:00.000Z";
  const { key } = await withKey();
  const asked = await Promise.allSettled(Array.from({ length: 30 }, () => ask(key)));
  expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
  const [refused] = asked.filter((one) => one.status === "rejected");
  expect(refused?.reason).toMatchObject({ status: 429, options: { retryAfterSeconds: 1 } });
  await disconnect(); // what another process would know
  await expect(ask(key)).rejects.toMatchObject({ status: 429 });
  process.env.OBOLE_NOW = "2026-06-15T12:00:01.000Z";
  await expect(ask(key)).resolves.toBeDefined();
  await expect(ask(key)).rejects.toMatchObject({ status: 429 });
  process.env.OBOLE_NOW = "2026-06-15T12:00:41.000Z"; // forty seconds fill twenty again, and no more
  const later = await Promise.allSettled(Array.from({ length: 30 }, () => ask(key)));
  expect(later.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
});

test("a key in the address, or no key, opens nothing", async () => {
  const { key } = await withKey();
  await expect(accessOfKey(new Request(`http://obole.example/api/v1/spend?key=${key}`), "spend:see")).rejects.toMatchObject({ status: 401 });
});
