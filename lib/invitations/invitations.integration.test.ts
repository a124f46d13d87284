import { expect, test } from "vitest";
import { pool } from "@/lib/db";
import { removeMember } from "@/lib/members/mutations";
import { members } from "@/lib/members/queries";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { auditOf, freshMember, freshPerson, freshTeam } from "@/lib/testing/people";
import { tokenHash } from "@/lib/token";
import { acceptAsNewPerson, acceptInvitation, invite, revokeInvitation } from "./mutations";
import { invitationOf, openInvitations } from "./queries";

freshDatabase();

const password = "a quiet copper coin";
const closed = { code: "invitation_closed" };
let counter = 0;
const newAddress = () => `invited-${counter++}@example.com`;

async function founded() {
  const workspace = await freshWorkspace();
  return { workspace, owner: await freshMember(workspace, "owner") };
}

test("somebody new accepts, with the role and teams of the invitation", async () => {
  const { workspace, owner } = await founded();
  const search = await freshTeam(workspace, "Search");
  const email = newAddress();
  const token = await invite(owner.access, { email, role: "viewer", teams: [search] });
  expect(await invitationOf(token)).toMatchObject({ email, role: "viewer", hasAccount: false });
  expect(await acceptAsNewPerson(token, { name: "Mia", password })).toMatchObject({ email });
  expect((await members(workspace)).find((member) => member.email === email)).toMatchObject({ name: "Mia", role: "viewer", teams: [search] });
  expect(await openInvitations(workspace)).toEqual([]);
  expect((await auditOf(workspace)).map(({ action }) => action)).toEqual(["invitation.made", "invitation.accepted"]);
});

test("the token has 256 bits, is kept as a hash only, and lasts seven days", async () => {
  const { workspace, owner } = await founded();
  const token = await invite(owner.access, { email: newAddress(), role: "viewer", teams: [] });
  expect(Buffer.from(token, "base64url")).toHaveLength(32);
  const { rows } = await pool().query("select i.*, to_jsonb(i)::text as whole from invitation i where workspace_id = $1", [workspace.workspaceId]);
  expect(rows[0].hash).toEqual(tokenHash(token));
  expect(rows[0].whole).not.toContain(token);
  expect(rows[0].expires_at.getTime() - rows[0].created_at.getTime()).toBe(7 * 86_400_000);
  await pool().query("update invitation set expires_at = now() - interval '1 second' where workspace_id = $1", [workspace.workspaceId]);
  expect(await invitationOf(token)).toBeNull();
  await expect(acceptAsNewPerson(token, { name: "Mia", password })).rejects.toMatchObject(closed);
});

test("of twenty who accept at once exactly one is in", async () => {
  const { workspace, owner } = await founded();
  const token = await invite(owner.access, { email: newAddress(), role: "editor", teams: [] });
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => acceptAsNewPerson(token, { name: "Mia", password })));
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const tried of tries) if (tried.status === "rejected") expect(tried.reason).toMatchObject(closed);
  expect(await members(workspace)).toHaveLength(2);
});

test("somebody with an account accepts signed in, and for their own address only", async () => {
  const { workspace, owner } = await founded();
  const [invited, other] = await Promise.all([freshPerson(), freshPerson()]);
  const token = await invite(owner.access, { email: invited.email, role: "finance", teams: [] });
  expect(await invitationOf(token)).toMatchObject({ hasAccount: true });
  await expect(acceptInvitation(other, token)).rejects.toMatchObject(closed);
  await expect(acceptAsNewPerson(token, { name: "Mallory", password })).rejects.toMatchObject({ code: "conflict" });
  await acceptInvitation(invited, token);
  await expect(acceptInvitation(invited, token)).rejects.toMatchObject(closed);
  expect((await members(workspace)).find(({ userId }) => userId === invited.id)?.role).toBe("finance");
});

test("an invitation is void when it is revoked, made anew, or its maker could not make it any more", async () => {
  const { workspace, owner } = await founded();
  const admin = await freshMember(workspace, "admin");
  const email = newAddress();
  const first = await invite(owner.access, { email, role: "viewer", teams: [] });
  const second = await invite(admin.access, { email, role: "editor", teams: [] });
  expect(await invitationOf(first)).toBeNull();
  expect(await invitationOf(second)).toMatchObject({ role: "editor" });
  await removeMember(owner.access, admin.person.id);
  await expect(acceptAsNewPerson(second, { name: "Mia", password })).rejects.toMatchObject(closed);
  expect(await openInvitations(workspace)).toEqual([]);

  const third = await invite(owner.access, { email, role: "viewer", teams: [] });
  const [open] = await openInvitations(workspace);
  await revokeInvitation(owner.access, open?.id ?? "");
  await expect(acceptAsNewPerson(third, { name: "Mia", password })).rejects.toMatchObject(closed);
  await expect(revokeInvitation(owner.access, open?.id ?? "")).rejects.toMatchObject({ code: "not_found" });
});

test("nobody invites above their own role, with foreign teams, or who is a member", async () => {
  const { workspace, owner } = await founded();
  const admin = await freshMember(workspace, "admin");
  const viewer = await freshMember(workspace, "viewer");
  const foreign = await freshTeam(await freshWorkspace(), "Search");
  await expect(invite(admin.access, { email: newAddress(), role: "owner", teams: [] })).rejects.toMatchObject({ code: "not_allowed" });
  await expect(invite(viewer.access, { email: newAddress(), role: "viewer", teams: [] })).rejects.toMatchObject({ code: "not_allowed" });
  await expect(invite(owner.access, { email: newAddress(), role: "viewer", teams: [foreign] })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(invite(owner.access, { email: viewer.person.email, role: "viewer", teams: [] })).rejects.toMatchObject({ code: "already_member" });
});

test("another workspace's invitation is not there", async () => {
  const { workspace, owner } = await founded();
  const elsewhere = await founded();
  await invite(elsewhere.owner.access, { email: newAddress(), role: "viewer", teams: [] });
  const [foreign] = await openInvitations(elsewhere.workspace);
  await expect(revokeInvitation(owner.access, foreign?.id ?? "")).rejects.toMatchObject({ code: "not_found" });
  expect(await openInvitations(workspace)).toEqual([]);
  expect(await openInvitations(elsewhere.workspace)).toHaveLength(1);
});

test("who was removed comes back by invitation", async () => {
  const { workspace, owner } = await founded();
  const { person } = await freshMember(workspace, "viewer");
  await removeMember(owner.access, person.id);
  await acceptInvitation(person, await invite(owner.access, { email: person.email, role: "viewer", teams: [] }));
  const { rowCount } = await pool().query("select 1 from former_member where workspace_id = $1", [workspace.workspaceId]);
  expect(rowCount).toBe(0);
});
