import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { lockMembers } from "@/lib/members/mutations";
import { checkTeams, grantableRoles } from "@/lib/members/queries";
import type { Standing } from "@/lib/members/schema";
import { hashPassword } from "@/lib/people/password";
import type { Person } from "@/lib/people/person";
import type { Role } from "@/lib/permissions";
import { newToken, tokenHash } from "@/lib/token";
import { invitationOf, isMember, isOpen } from "./queries";

const lifeMs = 7 * 86_400_000;

type Accepted = Standing & { id: string; workspaceId: number; slug: string; email: string };

/**
 * Invites an address and answers the token, the only time it is seen. An earlier invitation of the same address is void.
 * Throws `not_allowed` for a role above one's own, `already_member`, `invalid_input` for an unknown team.
 */
export async function invite(access: Access, { email, role, teams }: Standing & { email: string }): Promise<string> {
  if (await isMember(access, email)) throw new Refusal("already_member", "this address belongs to a member");
  const token = newToken();
  const at = now();
  await transaction(async (client) => {
    await lockMembers(client, access);
    if (!(await grantableRoles(client, access)).includes(role)) throw new Refusal("not_allowed", "this role is above your own");
    await checkTeams(client, access, teams);
    await client.query(
      "update invitation set revoked_at = $3 where workspace_id = $1 and email = $2 and accepted_at is null and revoked_at is null",
      [access.workspaceId, email, new Date(at)],
    );
    const { rows } = await client.query<{ id: string }>(
      `insert into invitation (workspace_id, email, role, teams, hash, invited_by, created_at, expires_at)
       values ($1, $2, $3, $4, $5, substr($6, 6)::uuid, $7, $8) returning id`,
      [access.workspaceId, email, role, teams, tokenHash(token), access.actor, new Date(at), new Date(at + lifeMs)],
    );
    await audit(client, access, { action: "invitation.made", target: rows[0]?.id, after: { role, teams } });
  });
  return token;
}

/** Its link opens nothing from now on. Throws `not_found`. */
export async function revokeInvitation(access: Access, id: string): Promise<void> {
  await transaction(async (client) => {
    const { rowCount } = await client.query(
      "update invitation set revoked_at = $3 where workspace_id = $1 and id = $2 and accepted_at is null and revoked_at is null",
      [access.workspaceId, id, new Date(now())],
    );
    if (!rowCount) throw new Refusal("not_found", "there is no such invitation");
    await audit(client, access, { action: "invitation.revoked", target: id });
  });
}

/** Somebody with an account accepts and is in. Throws `invitation_closed`, also when it was meant for another address. */
export async function acceptInvitation(person: Person, token: string): Promise<{ slug: string }> {
  return transaction(async (client) => {
    const invitation = await claim(client, token);
    if (invitation.email !== person.email) throw closed();
    await join(client, invitation, person.id);
    return { slug: invitation.slug };
  });
}

/** Somebody new accepts: makes the account and lets it in. Throws `invitation_closed`, `conflict` when the address has an account. */
export async function acceptAsNewPerson(
  token: string,
  { name, password }: { name: string; password: string },
): Promise<{ slug: string; email: string }> {
  if (!(await invitationOf(token))) throw closed();
  const passwordHash = await hashPassword(password);
  return transaction(async (client) => {
    const invitation = await claim(client, token);
    const { rows } = await client.query<{ id: string }>(
      'insert into "user" (email, name, password_hash) values ($1, $2, $3) on conflict (email) do nothing returning id',
      [invitation.email, name, passwordHash],
    );
    if (!rows[0]) throw new Refusal("conflict", "this address has an account; sign in to accept");
    await join(client, invitation, rows[0].id);
    return { slug: invitation.slug, email: invitation.email };
  });
}

/** Uses an invitation up: of several at once, one gets it. */
async function claim(client: pg.ClientBase, token: string): Promise<Accepted> {
  const { rows } = await client.query<Accepted & { role: Role }>(
    `update invitation i set accepted_at = $2 from workspace w where w.id = i.workspace_id and i.hash = $1 and ${isOpen}
     returning i.id, i.workspace_id as "workspaceId", w.slug, i.email, i.role, i.teams`,
    [tokenHash(token), new Date(now())],
  );
  if (!rows[0]) throw closed();
  return rows[0];
}

async function join(client: pg.ClientBase, { id, workspaceId, role, teams }: Accepted, userId: string): Promise<void> {
  const workspace = { workspaceId, actor: `user:${userId}` };
  const { rowCount } = await client.query(
    "insert into membership (workspace_id, user_id, role, teams) values ($1, $2, $3, $4) on conflict do nothing",
    [workspaceId, userId, role, teams],
  );
  if (!rowCount) throw new Refusal("already_member", "you are a member already");
  await client.query("delete from former_member where workspace_id = $1 and user_id = $2", [workspaceId, userId]);
  await audit(client, workspace, { action: "invitation.accepted", target: id, after: { role, teams } });
}

function closed(): Refusal {
  return new Refusal("invitation_closed", "this invitation was used, withdrawn or is over");
}
