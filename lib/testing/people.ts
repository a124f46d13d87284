import { randomBytes } from "node:crypto";
import type { Access } from "@/lib/access";
import { mintAccess } from "@/lib/access-mint";
import { pool } from "@/lib/db";
import type { Person } from "@/lib/people/person";
import type { Role } from "@/lib/permissions";

/** Somebody new, member of no workspace. */
export async function freshPerson({
  email = `p-${randomBytes(4).toString("hex")}@example.com`,
  passwordHash = null as string | null,
} = {}): Promise<Person> {
  const { rows } = await pool().query<{ id: string; session: string }>(
    `with made as (insert into "user" (email, name, password_hash) values ($1, 'Someone', $2) returning id)
     select id, gen_random_uuid() as session from made`,
    [email, passwordHash],
  );
  const { id = "", session = "" } = rows[0] ?? {};
  return { id, sessionId: session, method: "password", name: "Someone", email, locale: null, theme: null, shortcuts: true };
}

/** A member of a workspace, and what they may see. */
export async function freshMember(
  { workspaceId, timezone }: Access,
  role: Role,
  teams: number[] = [],
  person: Person | Promise<Person> = freshPerson(),
): Promise<{ person: Person; access: Access }> {
  const member = await person;
  await pool().query("insert into membership (workspace_id, user_id, role, teams) values ($1, $2, $3, $4)", [workspaceId, member.id, role, teams]);
  return { person: member, access: mintAccess({ workspaceId, timezone, teams: teams.length ? teams : "all", actor: `user:${member.id}` }) };
}

/** A team that a workspace has usage of. */
export async function freshTeam({ workspaceId }: Access, name: string): Promise<number> {
  const { rows } = await pool().query<{ id: number }>("insert into dimension_value (workspace_id, kind, name) values ($1, 'team', $2) returning id", [
    workspaceId,
    name,
  ]);
  return rows[0]?.id ?? 0;
}

/** What the trail of a workspace tells, oldest first. */
export async function auditOf({ workspaceId }: Access): Promise<{ action: string; target: string | null; actor: string }[]> {
  const { rows } = await pool().query("select action, target, actor from audit_entry where workspace_id = $1 order by id", [workspaceId]);
  return rows;
}
