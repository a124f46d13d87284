import "server-only";
import type { Access } from "@/lib/access";
import { pool, prisma } from "@/lib/db";
import { env } from "@/lib/env";
import type { Person } from "@/lib/people/person";
import type { Role } from "@/lib/permissions";

export type SignInRules = {
  passwordSignIn: boolean;
  domains: { domain: string; role: Role }[];
  groups: { name: string; role: Role }[];
};

/** What single sign-on is called here; null: there is none. */
export function providerName(): string | null {
  return env.oidc?.name ?? null;
}

/** How people come into a workspace besides by invitation. */
export async function signInRules({ workspaceId }: Access): Promise<SignInRules> {
  const { passwordSignIn, domains, groups } = await prisma.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: {
      passwordSignIn: true,
      domains: { select: { domain: true, role: true }, orderBy: { domain: "asc" } },
      groups: { select: { name: true, role: true }, orderBy: { name: "asc" } },
    },
  });
  return { passwordSignIn, domains, groups };
}

/** Whether a member has to come in through the provider. Owners never have to, nor does anybody while none is set: nobody is locked out by it. */
export function mustUseProvider(role: Role, { passwordSignIn }: { passwordSignIn: boolean }): boolean {
  return !passwordSignIn && role !== "owner" && env.oidc !== null;
}

/** Whether a password opens none of somebody's workspaces. */
export async function isPasswordUseless(userId: string): Promise<boolean> {
  const memberships = await prisma.membership.findMany({
    where: { userId },
    select: { role: true, workspace: { select: { passwordSignIn: true } } },
  });
  return memberships.length > 0 && memberships.every(({ role, workspace }) => mustUseProvider(role, workspace));
}

/** Whom a provider's subject is; null: nobody yet. */
export async function userOfIdentity(issuer: string, subject: string): Promise<string | null> {
  const identity = await prisma.identity.findUnique({ where: { issuer_subject: { issuer, subject } }, select: { userId: true } });
  return identity?.userId ?? null;
}

/** Whether a person is known to the provider. */
export async function isConnected(person: Person): Promise<boolean> {
  const { rowCount } = await pool().query("select 1 from identity where user_id = $1 limit 1", [person.id]);
  return Boolean(rowCount);
}
