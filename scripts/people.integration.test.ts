import { randomUUID } from "node:crypto";
import type pg from "pg";
import { expect, test } from "vitest";
import { accessOfKey } from "@/lib/api/key";
import { createApiKey } from "@/lib/api-keys/mutations";
import { apiKeys } from "@/lib/api-keys/queries";
import { actorsOf, auditTrail } from "@/lib/audit/queries";
import { ownConnection, pool } from "@/lib/db";
import { members } from "@/lib/members/queries";
import { hashPassword } from "@/lib/people/password";
import { personOfSession } from "@/lib/people/queries";
import { openSession, userOf } from "@/lib/people/sign-in";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { changeWorkspace } from "@/lib/workspaces/mutations";
import { verifyChains } from "./audit-chain.mjs";
import { disableAccount, enableAccount, erasePerson, makeOwner, people, resetPassword } from "./people.mjs";

freshDatabase();

const device = { userAgent: "test", address: "192.0.2.1", method: "password" as const };

async function newPerson(workspaceId: number, role: string): Promise<{ id: string; email: string }> {
  const email = `${randomUUID()}@example.com`;
  const passwordHash = await hashPassword("a quiet copper coin");
  const { rows } = await pool().query(`insert into "user" (email, name, password_hash) values ($1, 'Nora Lindqvist', $2) returning id`, [
    email,
    passwordHash,
  ]);
  await pool().query("insert into membership (workspace_id, user_id, role) values ($1, $2, $3::role)", [workspaceId, rows[0].id, role]);
  return { id: rows[0].id, email };
}

async function run<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await ownConnection();
  return await work(client).finally(() => client.end());
}

test("a password is reset without e-mail: the new one opens, the old one and the sessions do not", async () => {
  const access = await freshWorkspace();
  const { id, email } = await newPerson(access.workspaceId, "owner");
  const session = await openSession(id, device);
  const password = await run((client) => resetPassword(client, ` ${email.toUpperCase()} `));
  expect(await userOf({ email, password, code: "", address: "192.0.2.1" })).toBe(id);
  expect(await userOf({ email, password: "a quiet copper coin", code: "", address: "192.0.2.1" })).toBeNull();
  expect(await personOfSession(session)).toBeNull();
  const { rows } = await pool().query(
    "select actor, action, after from audit_entry where workspace_id = 0 and target = $1 and action = 'password.reset'",
    [`user:${id}`],
  );
  expect(rows).toEqual([{ actor: "console", action: "password.reset", after: { sessions_ended: 1 } }]);
  await expect(run((client) => resetPassword(client, "nobody@example.com"))).rejects.toThrow(/nobody with the address/);
});

test("somebody is made an owner, and the trail says what they were", async () => {
  const access = await freshWorkspace();
  const { id, email } = await newPerson(access.workspaceId, "viewer");
  const { rows } = await pool().query("select slug from workspace where id = $1", [access.workspaceId]);
  await run((client) => makeOwner(client, email, rows[0].slug));
  expect((await run(people)).find((person) => person.email === email)?.workspaces).toBe(`${rows[0].slug} (owner)`);
  expect((await auditTrail(access)).items[0]).toMatchObject({
    action: "role.changed",
    target: `user:${id}`,
    before: { role: "viewer" },
    after: { role: "owner" },
  });
  await expect(run((client) => makeOwner(client, email, "nowhere"))).rejects.toThrow(/no workspace nowhere/);
});

test("a disabled account opens nothing, in no way; what it made stays, and it can be let in again", async () => {
  const access = await freshWorkspace();
  const { id, email } = await newPerson(access.workspaceId, "owner");
  const { rows } = await pool().query("select slug from workspace where id = $1", [access.workspaceId]);
  const session = await openSession(id, device);
  const key = await createApiKey({ ...access, actor: `user:${id}` }, { name: "nightly", scopes: ["read"] });
  const asked = new Request("http://obole.example/api/v1/spend", { headers: { authorization: `Bearer ${key}` } });

  const said = await run((client) => disableAccount(client, email));
  expect(said).toEqual({ keys: [{ name: "nightly", workspace: rows[0].slug }], owned: [rows[0].slug] });
  expect(await personOfSession(session)).toBeNull();
  await expect(userOf({ email, password: "a quiet copper coin", code: "", address: "192.0.2.1" })).rejects.toMatchObject({
    code: "account_disabled",
  });
  expect(await userOf({ email, password: "wrong", code: "", address: "192.0.2.1" })).toBeNull(); // who does not know the password learns nothing
  for (const method of ["password", "sso"] as const)
    await expect(openSession(id, { ...device, method })).rejects.toMatchObject({ code: "account_disabled" });
  await pool().query("update session set revoked_at = null where id = $1", [session]);
  expect(await personOfSession(session)).toBeNull();
  await expect(accessOfKey(asked, "spend:see")).resolves.toBeDefined();
  expect((await apiKeys(access)).map(({ name }) => name)).toEqual(["nightly"]);
  expect((await members(access)).find(({ userId }) => userId === id)).toMatchObject({ isDisabled: true });
  await expect(run((client) => disableAccount(client, email))).rejects.toThrow(/disabled already/);

  await run((client) => enableAccount(client, email));
  expect(await userOf({ email, password: "a quiet copper coin", code: "", address: "192.0.2.1" })).toBe(id);
  await expect(run((client) => enableAccount(client, email))).rejects.toThrow(/not disabled/);
  const actions = (await auditTrail(access)).items.map(({ action, actor }) => [action, actor]);
  expect(actions).toEqual([
    ["account.enabled", "console"],
    ["account.disabled", "console"],
    ["api_key.created", `user:${id}`],
  ]);
});

test("an erased person leaves their acts but no name, and the chain holds", async () => {
  const access = await freshWorkspace();
  const owner = await newPerson(access.workspaceId, "owner");
  const { id, email } = await newPerson(access.workspaceId, "admin");
  await changeWorkspace({ ...access, actor: `user:${id}` }, { name: "Atelier", locale: "fr" });
  const session = await openSession(id, device);
  await pool().query("insert into api_key (workspace_id, name, prefix, hash, scopes, created_by) values ($1, 'nightly', 'x', '\\x00', '{}', $2)", [
    access.workspaceId,
    id,
  ]);

  await expect(run((client) => erasePerson(client, owner.email))).rejects.toThrow(/only owner/);
  await run((client) => erasePerson(client, email));

  const everything =
    JSON.stringify((await pool().query(`select * from "user" where id = $1`, [id])).rows) + JSON.stringify((await auditTrail(access)).items);
  expect(everything).not.toMatch(/Nora|example\.com/);
  expect(await actorsOf(access, [`user:${id}`])).toEqual(new Map([[`user:${id}`, { kind: "user", name: null }]]));
  expect(await userOf({ email, password: "a quiet copper coin", code: "", address: "192.0.2.1" })).toBeNull();
  expect(await personOfSession(session)).toBeNull();
  expect((await pool().query("select 1 from api_key where created_by = $1 and revoked_at is null", [id])).rowCount).toBe(0);
  expect((await auditTrail(access)).items.map(({ action }) => action)).toEqual(["api_key.revoked", "person.erased", "workspace.changed"]);
  expect((await run(verifyChains)).filter(({ problem }) => problem)).toEqual([]);
});
