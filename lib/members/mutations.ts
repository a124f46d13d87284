import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import type { Person } from "@/lib/people/person";
import type { Role } from "@/lib/permissions";
import { checkTeams, grantableRoles } from "./queries";
import type { Standing } from "./schema";

type Workspace = Pick<Access, "workspaceId" | "actor">;

/** Gives a member another role and other teams, from their next request on. Throws `not_found`, `not_allowed`, `last_owner`, `invalid_input`. */
export async function changeMember(access: Access, { userId, role, teams }: Standing & { userId: string }): Promise<void> {
  await transaction(async (client) => {
    await lockMembers(client, access);
    const before = await memberOf(client, access, userId);
    const grantable = await grantableRoles(client, access);
    if (!grantable.includes(before.role) || !grantable.includes(role)) throw new Refusal("not_allowed", "this role is above your own");
    await checkTeams(client, access, teams);
    if (role !== "owner") await keepAnOwner(client, access, userId);
    await client.query("update membership set role = $3, teams = $4, source = 'invitation' where workspace_id = $1 and user_id = $2", [
      ...[access.workspaceId, userId],
      ...[role, teams],
    ]);
    await audit(client, access, { action: "member.changed", target: userId, before, after: { role, teams } });
  });
}

/** Takes somebody out of the workspace; their next request opens nothing. Throws `not_found`, `not_allowed`, `last_owner`. */
export async function removeMember(access: Access, userId: string): Promise<void> {
  await transaction(async (client) => {
    await lockMembers(client, access);
    const before = await memberOf(client, access, userId);
    if (!(await grantableRoles(client, access)).includes(before.role)) throw new Refusal("not_allowed", "this role is above your own");
    await takeOut(client, access, userId);
    await audit(client, access, { action: "member.removed", target: userId, before });
  });
}

/** Leaves a workspace. Throws `last_owner`. */
export async function leaveWorkspace(access: Access, person: Person): Promise<void> {
  await transaction(async (client) => {
    await lockMembers(client, access);
    const before = await memberOf(client, access, person.id);
    await takeOut(client, access, person.id);
    await audit(client, access, { action: "member.left", target: person.id, before });
  });
}

/** Makes another member the owner and whoever owned it until now an admin. Throws `not_found`, `not_allowed`. */
export async function transferOwnership(access: Access, person: Person, userId: string): Promise<void> {
  await transaction(async (client) => {
    await lockMembers(client, access);
    const before = await memberOf(client, access, userId);
    if (!(await grantableRoles(client, access)).includes("owner")) throw new Refusal("not_allowed", "only an owner hands the workspace over");
    if (userId === person.id) throw new Refusal("conflict", "you own it already");
    const set = "update membership set role = $3, teams = '{}', source = 'invitation' where workspace_id = $1 and user_id = $2";
    await client.query(set, [access.workspaceId, userId, "owner"]);
    await client.query(set, [access.workspaceId, person.id, "admin"]);
    await audit(client, access, { action: "ownership.transferred", target: userId, before, after: { role: "owner", previousOwner: person.id } });
  });
}

/** Who is a member, and as what, changes for one at a time. */
export async function lockMembers(client: pg.ClientBase, { workspaceId }: Workspace): Promise<void> {
  await client.query("select 1 from workspace where id = $1 for no key update", [workspaceId]);
}

async function memberOf(client: pg.ClientBase, { workspaceId }: Workspace, userId: string): Promise<{ role: Role; teams: number[] }> {
  const { rows } = await client.query<{ role: Role; teams: number[] }>(
    "select role, teams from membership where workspace_id = $1 and user_id = $2",
    [workspaceId, userId],
  );
  if (!rows[0]) throw new Refusal("not_found", "there is no such member");
  return rows[0];
}

/** No domain and no group lets them in again, only an invitation. */
async function takeOut(client: pg.ClientBase, { workspaceId, actor }: Workspace, userId: string): Promise<void> {
  await keepAnOwner(client, { workspaceId, actor }, userId);
  await client.query("delete from membership where workspace_id = $1 and user_id = $2", [workspaceId, userId]);
  await client.query("insert into former_member (workspace_id, user_id, left_at) values ($1, $2, $3) on conflict do nothing", [
    ...[workspaceId, userId],
    new Date(now()),
  ]);
}

async function keepAnOwner(client: pg.ClientBase, { workspaceId }: Workspace, leaving: string): Promise<void> {
  const { rowCount } = await client.query("select 1 from membership where workspace_id = $1 and role = 'owner' and user_id <> $2 limit 1", [
    workspaceId,
    leaving,
  ]);
  if (!rowCount) throw new Refusal("last_owner", "a workspace needs an owner; make somebody else one first");
}
