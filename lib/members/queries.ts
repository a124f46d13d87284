import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { pool, prisma } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { type Role, rolesUpTo } from "@/lib/permissions";

export type Member = {
  userId: string;
  name: string;
  email: string;
  role: Role;
  teams: number[];
  /** How they came: invitation, domain or group. */
  source: string;
  hasTwoFactor: boolean;
  /** Whoever runs the server has disabled their account. */
  isDisabled: boolean;
  lastSeenAt: Date | null;
};

export type Team = { id: number; name: string };

/** Who is a member, by name. Last seen is anywhere on this server. */
export async function members({ workspaceId }: Access): Promise<Member[]> {
  const { rows } = await pool().query<Member>(
    `select u.id as "userId", u.name, u.email, m.role, m.teams, m.source, u.totp_since is not null as "hasTwoFactor", u.disabled_at is not null as "isDisabled",
       (select max(s.last_seen_at) from session s where s.user_id = u.id) as "lastSeenAt"
     from membership m join "user" u on u.id = m.user_id where m.workspace_id = $1 order by lower(u.name), u.email`,
    [workspaceId],
  );
  return rows;
}

/** Whether a person is the only owner, and so cannot leave. */
export async function isLastOwner({ workspaceId }: Access, userId: string): Promise<boolean> {
  const owners = await prisma.membership.findMany({ where: { workspaceId, role: "owner" }, select: { userId: true } });
  return owners.length === 1 && owners[0]?.userId === userId;
}

/** The teams of which there is usage, by name. */
export async function teamsOf({ workspaceId }: Access): Promise<Team[]> {
  const teams = await prisma.dimensionValue.findMany({ where: { workspaceId, kind: "team" }, select: { id: true, name: true } });
  return teams.sort((a, b) => a.name.localeCompare(b.name));
}

/** The roles that whoever acts can give, as it stands in this transaction. */
export async function grantableRoles(client: pg.ClientBase, { workspaceId, actor }: Pick<Access, "workspaceId" | "actor">): Promise<readonly Role[]> {
  const { rows } = await client.query<{ role: Role }>(
    "select role from membership where workspace_id = $1 and 'user:' || user_id = $2 and role in ('owner', 'admin') and teams = '{}'",
    [workspaceId, actor],
  );
  return rows[0] ? rolesUpTo(rows[0].role) : [];
}

/** Throws `invalid_input` for a team that this workspace has no usage of. */
export async function checkTeams(client: pg.ClientBase, { workspaceId }: Access, teams: readonly number[]): Promise<void> {
  const { rows } = await client.query<{ count: number }>(
    "select count(*)::int4 as count from dimension_value where workspace_id = $1 and kind = 'team' and id = any($2::int4[])",
    [workspaceId, teams],
  );
  if (rows[0]?.count === new Set(teams).size) return;
  throw new Refusal("invalid_input", "teams: unknown", {
    errors: [{ path: "teams", code: "unknown_team", detail: "choose teams of this workspace" }],
  });
}
