import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { isOpen } from "@/lib/invitations/queries";
import { lockMembers } from "@/lib/members/mutations";
import { grantableRoles } from "@/lib/members/queries";
import { domainOf } from "@/lib/people/email";
import { accountDisabled } from "@/lib/people/person";
import { auditPerson } from "@/lib/people/trail";
import { canBeLimited, highest, type Role } from "@/lib/permissions";
import type { Claims } from "./claims";
import { providerName } from "./queries";
import { type Step, stepOf } from "./standing";

type Rules = { id: number; groupRoles: Role[]; domainRole: Role | null; role: Role | null; source: string | null; isFormer: boolean };

/**
 * Lets in whom a provider vouches for, and answers their id: whoever it has named before; `current`, who is signed in and connects their account;
 * whoever has the proven address; somebody new with a proven address that a domain, a group or an invitation expects. Then their memberships follow
 * domains and groups. Throws `sso_unproven`, `sso_uninvited`, `account_disabled`.
 */
export async function enter(claims: Claims, current: string | null): Promise<string> {
  return transaction(async (client) => {
    // One visit of a subject at a time, so that two make one person.
    await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [`identity ${claims.issuer} ${claims.subject}`]);
    const userId = (await knownAs(client, claims)) ?? (await connect(client, claims, current ?? (await expected(client, claims))));
    await refuseDisabled(client, userId);
    await follow(client, userId, claims);
    return userId;
  });
}

async function refuseDisabled(client: pg.ClientBase, userId: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from "user" where id = $1 and disabled_at is not null', [userId]);
  if (rowCount) throw accountDisabled();
}

/** Lets people of a domain in, with a role. Throws `not_allowed` for one above one's own. */
export async function addDomain(access: Access, { domain, role }: { domain: string; role: Role }): Promise<void> {
  await changeRules(access, role, async (client) => {
    await client.query(
      "insert into sign_in_domain (workspace_id, domain, role) values ($1, $2, $3) on conflict (workspace_id, domain) do update set role = excluded.role",
      [access.workspaceId, domain, role],
    );
    return { action: "sign_in.domain_added", target: domain, after: { role } };
  });
}

/** Who came by it stays; nobody else does. */
export async function removeDomain(access: Access, domain: string): Promise<void> {
  await changeRules(access, null, async (client) => {
    await client.query("delete from sign_in_domain where workspace_id = $1 and domain = $2", [access.workspaceId, domain]);
    return { action: "sign_in.domain_removed", target: domain };
  });
}

/** Gives people of a provider's group a role. Throws `not_allowed` for one above one's own. */
export async function addGroup(access: Access, { name, role }: { name: string; role: Role }): Promise<void> {
  await changeRules(access, role, async (client) => {
    await client.query(
      "insert into sign_in_group (workspace_id, name, role) values ($1, $2, $3) on conflict (workspace_id, name) do update set role = excluded.role",
      [access.workspaceId, name, role],
    );
    return { action: "sign_in.group_added", target: name, after: { role } };
  });
}

export async function removeGroup(access: Access, name: string): Promise<void> {
  await changeRules(access, null, async (client) => {
    await client.query("delete from sign_in_group where workspace_id = $1 and name = $2", [access.workspaceId, name]);
    return { action: "sign_in.group_removed", target: name };
  });
}

/** Says whether a password opens the workspace; owners always may. Throws `conflict` where there is no provider to come in through. */
export async function allowPasswords(access: Access, isAllowed: boolean): Promise<void> {
  if (!isAllowed && !providerName()) throw new Refusal("conflict", "there is no single sign-on to come in through");
  await changeRules(access, null, async (client) => {
    await client.query("update workspace set password_sign_in = $2 where id = $1", [access.workspaceId, isAllowed]);
    return { action: "sign_in.passwords", before: { isAllowed: !isAllowed }, after: { isAllowed } };
  });
}

type Entry = Parameters<typeof audit>[2];

async function changeRules(access: Access, role: Role | null, change: (client: pg.ClientBase) => Promise<Entry>): Promise<void> {
  await transaction(async (client) => {
    await lockMembers(client, access);
    if (role && !(await grantableRoles(client, access)).includes(role)) throw new Refusal("not_allowed", "this role is above your own");
    await audit(client, access, await change(client));
  });
}

async function knownAs(client: pg.ClientBase, { issuer, subject }: Claims): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>("select user_id as id from identity where issuer = $1 and subject = $2", [issuer, subject]);
  return rows[0]?.id ?? null;
}

async function connect(client: pg.ClientBase, { issuer, subject }: Claims, userId: string): Promise<string> {
  await client.query("insert into identity (issuer, subject, user_id, created_at) values ($1, $2, $3, $4)", [
    ...[issuer, subject, userId],
    new Date(now()),
  ]);
  await auditPerson(client, userId, { action: "identity.connected", after: { issuer } });
  return userId;
}

/** Whom a proven address belongs to; somebody new only where they are expected. */
async function expected(client: pg.ClientBase, { provenEmail, name, groups }: Claims): Promise<string> {
  if (!provenEmail) throw new Refusal("sso_unproven", "the provider does not vouch for the e-mail address");
  const { rows } = await client.query<{ id: string }>('select id from "user" where email = $1', [provenEmail]);
  if (rows[0]) return rows[0].id;
  const welcome = await client.query(
    `select 1 from sign_in_domain where domain = $1 union all select 1 from sign_in_group where name = any($4::text[])
     union all select 1 from invitation i where i.email = $3 and ${isOpen} limit 1`,
    [domainOf(provenEmail), new Date(now()), provenEmail, groups ?? []],
  );
  if (!welcome.rowCount) throw new Refusal("sso_uninvited", "nobody has invited this address");
  const made = await client.query<{ id: string }>('insert into "user" (email, name) values ($1, $2) returning id', [
    provenEmail,
    name ?? provenEmail,
  ]);
  return made.rows[0]?.id ?? "";
}

/** Brings somebody's memberships to what domains and groups say. */
async function follow(client: pg.ClientBase, userId: string, { provenEmail, groups }: Claims): Promise<void> {
  const { rows } = await client.query<Rules>(
    `select w.id, m.role, m.source, d.role as "domainRole", f.user_id is not null as "isFormer",
       array(select g.role::text from sign_in_group g where g.workspace_id = w.id and g.name = any($3::text[])) as "groupRoles"
     from workspace w left join membership m on m.workspace_id = w.id and m.user_id = $1
       left join sign_in_domain d on d.workspace_id = w.id and d.domain = $2
       left join former_member f on f.workspace_id = w.id and f.user_id = $1
     where m.user_id is not null or d.domain is not null
       or exists (select 1 from sign_in_group g where g.workspace_id = w.id and g.name = any($3::text[])) order by w.id`,
    [userId, provenEmail && domainOf(provenEmail), groups ?? []],
  );
  for (const { id, groupRoles, domainRole, role, source, isFormer } of rows) {
    const member = role && source ? { role, source } : null;
    const step = stepOf({ member, isFormer, groupRole: highest(groupRoles), domainRole, knowsGroups: groups !== null });
    await take(client, id, userId, step);
  }
}

async function take(client: pg.ClientBase, workspaceId: number, userId: string, step: Step): Promise<void> {
  if (step.kind === "keep") return;
  if (step.kind === "leave") {
    await client.query("delete from membership where workspace_id = $1 and user_id = $2", [workspaceId, userId]);
  } else {
    // Who runs a workspace sees all of it; others keep the teams they were limited to.
    await client.query(
      `insert into membership as m (workspace_id, user_id, role, source) values ($1, $2, $3, $4)
       on conflict (workspace_id, user_id) do update set role = excluded.role, source = excluded.source, teams = case when $5 then m.teams else '{}' end`,
      [workspaceId, userId, step.role, step.source, canBeLimited(step.role)],
    );
  }
  const after = step.kind === "leave" ? undefined : { role: step.role, source: step.source };
  const action = { join: "member.joined", change: "member.changed", leave: "member.removed" }[step.kind];
  await audit(client, { workspaceId, actor: "system" }, { action, target: userId, after });
}
