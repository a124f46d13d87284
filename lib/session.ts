import "server-only";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { connection } from "next/server";
import { getServerSession } from "next-auth";
import { cache } from "react";
import type { Access } from "./access";
import { mintAccess } from "./access-mint";
import { authOptions } from "./auth";
import { prisma } from "./db";
import type { Person } from "./people/person";
import { personOfSession } from "./people/queries";
import { type Permission, type Role, roleMay } from "./permissions";
import { originOf } from "./request";
import { mustUseProvider } from "./single-sign-on/queries";

export type Workspace = { id: number; slug: string; name: string; timezone: string; locale: string };

/** A person in a workspace, allowed to do what was asked for. */
export type Entered = { access: Access; workspace: Workspace; person: Person; role: Role; may: (permission: Permission) => boolean };

/** Who is signed in, by a session that is neither over nor revoked; null: nobody. Read once per request. */
export const currentPerson = cache(async (): Promise<Person | null> => {
  await connection(); // there is no one, and no setting, while the pages are built
  const session = (await getServerSession(authOptions())) as { sid?: string } | null;
  return session?.sid ? personOfSession(session.sid) : null;
});

/** What a person may do in a workspace; null where they are no member of it, it does not exist, or it asks for another way of signing in. */
export const membershipOf = cache(async (person: Person, slug: string): Promise<Entered | null> => {
  const found = await memberOf(person, slug);
  if (!found || isTurnedAway(person, found)) return null;
  const { workspace, role } = found;
  const teams = found.teams.length ? found.teams : "all";
  return {
    access: mintAccess({
      workspaceId: workspace.id,
      timezone: workspace.timezone,
      teams,
      actor: `user:${person.id}`,
      from: originOf(await headers()),
    }),
    workspace: { id: workspace.id, slug: workspace.slug, name: workspace.name, timezone: workspace.timezone, locale: workspace.locale },
    person,
    role,
    may: (permission) => roleMay(role, teams, permission),
  };
});

/**
 * Lets a member of a workspace in. Without a session, or where the workspace wants single sign-on, to the sign-in page; not found for a foreign and
 * for an unknown workspace.
 */
export async function requireMember(slug: string, path = `/w/${slug}/spend`): Promise<Entered> {
  const person = await currentPerson();
  const signIn = `/signin?callbackUrl=${encodeURIComponent(path)}`;
  if (!person) redirect(signIn);
  const entered = await membershipOf(person, slug);
  if (entered) return entered;
  const found = await memberOf(person, slug);
  if (found && isTurnedAway(person, found)) redirect(`${signIn}&error=sso_required`);
  notFound();
}

/** The gate of every page: as `requireMember`, and not found for what is not allowed. */
export async function requireWorkspace(slug: string, permission: Permission, path?: string): Promise<Entered> {
  const entered = await requireMember(slug, path);
  if (!entered.may(permission)) notFound();
  return entered;
}

const memberOf = cache((person: Person, slug: string) =>
  prisma.membership.findFirst({ where: { userId: person.id, workspace: { slug } }, include: { workspace: true } }),
);

function isTurnedAway(person: Person, { role, workspace }: { role: Role; workspace: { passwordSignIn: boolean } }): boolean {
  return person.method !== "sso" && mustUseProvider(role, workspace);
}
