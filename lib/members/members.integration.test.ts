import { expect, test } from "vitest";
import { pool } from "@/lib/db";
import type { Role } from "@/lib/permissions";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { auditOf, freshMember, freshTeam } from "@/lib/testing/people";
import { changeMember, leaveWorkspace, removeMember, transferOwnership } from "./mutations";
import { members, teamsOf } from "./queries";
import { memberSchema } from "./schema";

freshDatabase();

async function household() {
  const workspace = await freshWorkspace();
  const owner = await freshMember(workspace, "owner");
  const admin = await freshMember(workspace, "admin");
  const viewer = await freshMember(workspace, "viewer");
  return { workspace, owner, admin, viewer };
}

const roleOf = async (workspace: Parameters<typeof members>[0], userId: string) =>
  (await members(workspace)).find((member) => member.userId === userId)?.role;

test("an owner changes a member's role and teams, and the trail says so", async () => {
  const { workspace, owner, viewer } = await household();
  const search = await freshTeam(workspace, "Search");
  await changeMember(owner.access, { userId: viewer.person.id, role: "finance", teams: [search] });
  expect((await members(workspace)).find(({ userId }) => userId === viewer.person.id)).toMatchObject({ role: "finance", teams: [search] });
  expect((await auditOf(workspace)).at(-1)).toEqual({ action: "member.changed", target: viewer.person.id, actor: owner.access.actor });
});

test("nobody gives or touches a role above their own", async () => {
  const { workspace, owner, admin, viewer } = await household();
  const asAdmin = (userId: string, role: Role) => changeMember(admin.access, { userId, role, teams: [] });
  await expect(asAdmin(viewer.person.id, "owner")).rejects.toMatchObject({ code: "not_allowed" });
  await expect(asAdmin(admin.person.id, "owner")).rejects.toMatchObject({ code: "not_allowed" });
  await expect(asAdmin(owner.person.id, "viewer")).rejects.toMatchObject({ code: "not_allowed" });
  await expect(removeMember(admin.access, owner.person.id)).rejects.toMatchObject({ code: "not_allowed" });
  await expect(transferOwnership(admin.access, admin.person, viewer.person.id)).rejects.toMatchObject({ code: "not_allowed" });
  await expect(changeMember(viewer.access, { userId: viewer.person.id, role: "viewer", teams: [] })).rejects.toMatchObject({ code: "not_allowed" });
  await asAdmin(viewer.person.id, "admin");
  expect(await roleOf(workspace, viewer.person.id)).toBe("admin");
});

test("who has been demoted a moment ago changes nothing any more", async () => {
  const { workspace, owner, admin, viewer } = await household();
  await changeMember(owner.access, { userId: admin.person.id, role: "viewer", teams: [] });
  await expect(removeMember(admin.access, viewer.person.id)).rejects.toMatchObject({ code: "not_allowed" });
  expect(await members(workspace)).toHaveLength(3);
});

test("the last owner neither leaves, nor is removed, nor steps down", async () => {
  const { workspace, owner } = await household();
  const last = { code: "last_owner" };
  await expect(leaveWorkspace(owner.access, owner.person)).rejects.toMatchObject(last);
  await expect(removeMember(owner.access, owner.person.id)).rejects.toMatchObject(last);
  await expect(changeMember(owner.access, { userId: owner.person.id, role: "admin", teams: [] })).rejects.toMatchObject(last);
  expect(await roleOf(workspace, owner.person.id)).toBe("owner");
});

test("of two owners who leave at once, one stays", async () => {
  const { workspace, owner, admin } = await household();
  await changeMember(owner.access, { userId: admin.person.id, role: "owner", teams: [] });
  const left = await Promise.allSettled([leaveWorkspace(owner.access, owner.person), leaveWorkspace(admin.access, admin.person)]);
  expect(left.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await members(workspace)).filter(({ role }) => role === "owner")).toHaveLength(1);
});

test("an owner hands the workspace over and stays as an admin", async () => {
  const { workspace, owner, viewer } = await household();
  await transferOwnership(owner.access, owner.person, viewer.person.id);
  expect(await roleOf(workspace, viewer.person.id)).toBe("owner");
  expect(await roleOf(workspace, owner.person.id)).toBe("admin");
  await expect(transferOwnership(viewer.access, viewer.person, viewer.person.id)).rejects.toMatchObject({ code: "conflict" });
});

test("a member of another workspace is not there, whatever is asked of them", async () => {
  const { owner } = await household();
  const elsewhere = await household();
  const gone = { code: "not_found" };
  await expect(removeMember(owner.access, elsewhere.viewer.person.id)).rejects.toMatchObject(gone);
  await expect(changeMember(owner.access, { userId: elsewhere.viewer.person.id, role: "editor", teams: [] })).rejects.toMatchObject(gone);
  await expect(transferOwnership(owner.access, owner.person, elsewhere.viewer.person.id)).rejects.toMatchObject(gone);
  expect(await members(elsewhere.workspace)).toHaveLength(3);
});

test("only teams of the workspace can be chosen, and never for who runs it", async () => {
  const { workspace, owner, viewer } = await household();
  const foreign = await freshTeam(await freshWorkspace(), "Search");
  const own = await freshTeam(workspace, "Agents");
  const unknown = { options: { errors: [{ path: "teams", code: "unknown_team" }] } };
  await expect(changeMember(owner.access, { userId: viewer.person.id, role: "viewer", teams: [foreign] })).rejects.toMatchObject(unknown);
  await expect(changeMember(owner.access, { userId: viewer.person.id, role: "viewer", teams: [own, 2_000_000_000] })).rejects.toMatchObject(unknown);
  expect(await teamsOf(workspace)).toEqual([{ id: own, name: "Agents" }]);
  const asked = memberSchema.safeParse({ userId: viewer.person.id, role: "admin", teams: String(own) });
  expect(asked.error?.issues[0]).toMatchObject({ path: ["teams"], message: "sees_all" });
  expect(memberSchema.parse({ userId: viewer.person.id, role: "viewer", teams: [String(own)], workspaceId: 1, isAdmin: true })).toEqual({
    userId: viewer.person.id,
    role: "viewer",
    teams: [own],
  });
});

test("who was removed is remembered, and so is who left", async () => {
  const { workspace, owner, admin, viewer } = await household();
  await removeMember(owner.access, viewer.person.id);
  await leaveWorkspace(admin.access, admin.person);
  const { rows } = await pool().query("select user_id from former_member where workspace_id = $1", [workspace.workspaceId]);
  expect(rows.map(({ user_id }) => user_id).sort()).toEqual([viewer.person.id, admin.person.id].sort());
});
