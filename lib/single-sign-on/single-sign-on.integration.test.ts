import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { invite } from "@/lib/invitations/mutations";
import { removeMember } from "@/lib/members/mutations";
import { members } from "@/lib/members/queries";
import { hashPassword } from "@/lib/people/password";
import { userOf } from "@/lib/people/sign-in";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { auditOf, freshMember, freshPerson, freshTeam } from "@/lib/testing/people";
import type { Claims } from "./claims";
import { addDomain, addGroup, allowPasswords, enter, removeDomain, removeGroup } from "./mutations";
import { signInRules } from "./queries";

const issuer = "https://login.example.com";
process.env.OIDC_ISSUER = issuer;
process.env.OIDC_CLIENT_ID = "obole";
process.env.OIDC_CLIENT_SECRET = "a secret of the provider";
freshDatabase();

const uninvited = { code: "sso_uninvited" };
let counter = 0;

function claims(of: Partial<Claims> = {}): Claims {
  return { issuer, subject: randomUUID(), name: "Mia", provenEmail: `mia-${counter++}@nowhere.example`, groups: null, ...of };
}

async function founded() {
  const workspace = await freshWorkspace();
  return { workspace, owner: await freshMember(workspace, "owner") };
}

const standing = async (workspace: Access, userId: string) => {
  const member = (await members(workspace)).find((one) => one.userId === userId);
  return member && `${member.role} by ${member.source}`;
};

test("whoever proves an address of a domain joins with its role, and is the same person next time", async () => {
  const { workspace, owner } = await founded();
  const domain = `d${counter++}.example`;
  const mia = claims({ provenEmail: `mia@${domain}` });
  await expect(enter(mia, null)).rejects.toMatchObject(uninvited);
  await addDomain(owner.access, { domain, role: "finance" });
  const id = await enter(mia, null);
  expect(await standing(workspace, id)).toBe("finance by domain");
  expect(await enter({ ...mia, provenEmail: null }, null)).toBe(id);
  expect((await auditOf(workspace)).map(({ action, actor }) => `${action} ${actor.split(":")[0]}`)).toEqual([
    "sign_in.domain_added user",
    "member.joined system",
  ]);
  const other = claims({ provenEmail: `max@sub.${domain}` });
  await expect(enter(other, null)).rejects.toMatchObject(uninvited);
  await removeDomain(owner.access, domain);
  await expect(enter(claims({ provenEmail: `max@${domain}` }), null)).rejects.toMatchObject(uninvited);
  expect(await standing(workspace, id)).toBe("finance by domain");
});

test("a disabled account is let in by no provider, and follows no group", async () => {
  const { workspace, owner } = await founded();
  const domain = `d${counter++}.example`;
  await addDomain(owner.access, { domain, role: "viewer" });
  const mia = claims({ provenEmail: `mia@${domain}` });
  const id = await enter(mia, null);
  await pool().query('update "user" set disabled_at = now() where id = $1', [id]);
  await addGroup(owner.access, { name: "leads", role: "finance" });
  await expect(enter({ ...mia, groups: ["leads"] }, null)).rejects.toMatchObject({ code: "account_disabled" });
  expect(await standing(workspace, id)).toBe("viewer by domain");
});

test("two first visits at once make one person", async () => {
  const { workspace, owner } = await founded();
  const domain = `d${counter++}.example`;
  await addDomain(owner.access, { domain, role: "viewer" });
  const mia = claims({ provenEmail: `mia@${domain}` });
  const ids = await Promise.all(Array.from({ length: 5 }, () => enter(mia, null)));
  expect(new Set(ids).size).toBe(1);
  expect(await members(workspace)).toHaveLength(2);
});

test("an address the provider does not vouch for is never linked and makes nobody", async () => {
  const { owner } = await founded();
  await expect(enter(claims({ provenEmail: null }), null)).rejects.toMatchObject({ code: "sso_unproven" });
  const subject = randomUUID();
  expect(await enter(claims({ subject, provenEmail: owner.person.email }), null)).toBe(owner.person.id);
  expect(await enter(claims({ subject, provenEmail: null }), null)).toBe(owner.person.id);
});

test("who is signed in connects their account, whatever their address there", async () => {
  const { owner } = await founded();
  const mine = claims({ provenEmail: null });
  expect(await enter(mine, owner.person.id)).toBe(owner.person.id);
  const other = await freshPerson();
  expect(await enter(mine, other.id)).toBe(owner.person.id); // the provider's subject stays whose it is
});

test("an invited address gets an account, and joins by its invitation only", async () => {
  const { workspace, owner } = await founded();
  const mia = claims();
  await invite(owner.access, { email: mia.provenEmail ?? "", role: "viewer", teams: [] });
  const id = await enter(mia, null);
  expect(await standing(workspace, id)).toBeUndefined();
});

test("groups give a role, the highest counts, and who came by one goes with it", async () => {
  const { workspace, owner } = await founded();
  const [books, builders] = [`books-${counter}`, `builders-${counter}`];
  await addGroup(owner.access, { name: books, role: "finance" });
  await addGroup(owner.access, { name: builders, role: "editor" });
  const mia = claims({ groups: [books, builders, "others"] });
  const id = await enter(mia, null);
  expect(await standing(workspace, id)).toBe("editor by group");
  await enter({ ...mia, groups: [books] }, null);
  expect(await standing(workspace, id)).toBe("finance by group");
  await enter({ ...mia, groups: null }, null); // the provider told none: unknown, not none
  expect(await standing(workspace, id)).toBe("finance by group");
  await enter({ ...mia, groups: [] }, null);
  expect(await standing(workspace, id)).toBeUndefined();
  await enter({ ...mia, groups: [books] }, null);
  expect(await standing(workspace, id)).toBe("finance by group");
  await removeGroup(owner.access, books);
  await enter({ ...mia, groups: [books] }, null);
  expect(await standing(workspace, id)).toBeUndefined();
});

test("a group leaves owners alone, keeps teams, and lets nobody in who was removed", async () => {
  const { workspace, owner } = await founded();
  const name = `g-${counter++}`;
  await addGroup(owner.access, { name, role: "finance" });
  await enter(claims({ groups: [name], provenEmail: owner.person.email }), null);
  expect(await standing(workspace, owner.person.id)).toBe("owner by invitation");

  const team = await freshTeam(workspace, "Search");
  const limited = await freshMember(workspace, "viewer", [team]);
  const mine = claims({ groups: [name], provenEmail: limited.person.email });
  await enter(mine, null);
  expect((await members(workspace)).find(({ userId }) => userId === limited.person.id)).toMatchObject({ role: "finance", teams: [team] });
  await removeMember(owner.access, limited.person.id);
  await enter(mine, null);
  expect(await standing(workspace, limited.person.id)).toBeUndefined();
});

test("an admin gives no role above their own, nobody makes owners so, and another workspace's rules stay", async () => {
  const { workspace, owner } = await founded();
  const viewer = await freshMember(workspace, "viewer");
  await expect(addGroup(viewer.access, { name: "g", role: "viewer" })).rejects.toMatchObject({ code: "not_allowed" });
  await addDomain(owner.access, { domain: "mine.example", role: "viewer" });
  const elsewhere = await founded();
  await removeDomain(elsewhere.owner.access, "mine.example");
  expect((await signInRules(workspace)).domains).toEqual([{ domain: "mine.example", role: "viewer" }]);
});

test("without passwords a member's opens nothing, an owner's still does", async () => {
  const passwordHash = await hashPassword("a quiet copper coin");
  const workspace = await freshWorkspace();
  const owner = await freshMember(workspace, "owner", [], freshPerson({ passwordHash }));
  const viewer = await freshMember(workspace, "viewer", [], freshPerson({ passwordHash }));
  const signIn = (email: string, password = "a quiet copper coin") => userOf({ email, password, code: "", address: "192.0.2.1" });
  await allowPasswords(owner.access, false);
  expect(await signIn(owner.person.email)).toBe(owner.person.id);
  await expect(signIn(viewer.person.email)).rejects.toMatchObject({ code: "sso_required" });
  expect(await signIn(viewer.person.email, "wrong")).toBeNull();
  await freshMember(await freshWorkspace(), "viewer", [], viewer.person); // another workspace still takes it
  expect(await signIn(viewer.person.email)).toBe(viewer.person.id);
  await allowPasswords(owner.access, true);
  expect((await signInRules(workspace)).passwordSignIn).toBe(true);
  const { rows } = await pool().query("select count(*)::int4 as count from audit_entry where workspace_id = $1 and action = 'sign_in.passwords'", [
    workspace.workspaceId,
  ]);
  expect(rows[0].count).toBe(2);
});
