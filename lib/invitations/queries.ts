import "server-only";
import type { Access } from "@/lib/access";
import { now } from "@/lib/clock";
import { pool, prisma } from "@/lib/db";
import type { Role } from "@/lib/permissions";
import { tokenHash } from "@/lib/token";

export type Invitation = { id: string; email: string; role: Role; teams: number[]; expiresAt: Date };

/** What an invitation says to whoever holds its link. */
export type OpenInvitation = { email: string; role: Role; workspace: string; inviter: string; hasAccount: boolean };

/**
 * The condition on `invitation i` ($2: now) under which it can be accepted: never used, not revoked, not over, and made by somebody who could make
 * it today.
 */
export const isOpen = `i.accepted_at is null and i.revoked_at is null and i.expires_at > $2 and exists (
  select 1 from membership m where m.workspace_id = i.workspace_id and m.user_id = i.invited_by and m.teams = '{}'
    and (m.role = 'owner' or (m.role = 'admin' and i.role <> 'owner')))`;

/** The invitations that can still be accepted, newest first; never their tokens. */
export async function openInvitations({ workspaceId }: Access): Promise<Invitation[]> {
  const { rows } = await pool().query<Invitation>(
    `select i.id, i.email, i.role, i.teams, i.expires_at as "expiresAt" from invitation i where i.workspace_id = $1 and ${isOpen}
     order by i.created_at desc`,
    [workspaceId, new Date(now())],
  );
  return rows;
}

/** What a token opens; null: nothing, whatever the reason. */
export async function invitationOf(token: string): Promise<OpenInvitation | null> {
  const { rows } = await pool().query<OpenInvitation>(
    `select i.email, i.role, w.name as workspace, u.name as inviter, exists (select 1 from "user" a where a.email = i.email) as "hasAccount"
     from invitation i join workspace w on w.id = i.workspace_id join "user" u on u.id = i.invited_by where i.hash = $1 and ${isOpen}`,
    [tokenHash(token), new Date(now())],
  );
  return rows[0] ?? null;
}

/** Whether somebody with this address is a member already. */
export async function isMember({ workspaceId }: Access, email: string): Promise<boolean> {
  return (await prisma.membership.count({ where: { workspaceId, user: { email } } })) > 0;
}
