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

export type Workspace = { id: number; slug: string; name: string; timezone: string; locale: string };

/** A person in a workspace, allowed to do what was asked for. */
export type Entered = { access: Access; workspace: Workspace; person: Person; role: Role; may: (permission: Permission) => boolean };

/** Who is signed in, by a session that is neither over nor revoked; null: nobody. Read once per request. */
export const currentPerson = cache(async (): Promise<Person | null> => {
  await connection(); // there is no one, and no setting, while the pages are built
  const session = (await getServerSession(authOptions())) as { sid?: string } | null;
  return session?.sid ? personOfSession(session.sid) : null;
});

/** What a person may do in a workspace; null where they are no member of it, or it does not exist. */
export const membershipOf = cache(async (person: Person, slug: string): Promise<Entered | null> => {
  const found = await prisma.membership.findFirst({ where: { userId: person.id, workspace: { slug } }, include: { workspace: true } });
  if (!found) return null;
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

/** The gate of every page: to sign-in without a session, not found for a foreign or unknown workspace and for what is not allowed. */
export async function requireWorkspace(slug: string, permission: Permission, path = `/w/${slug}/spend`): Promise<Entered> {
  const person = await currentPerson();
  if (!person) redirect(`/signin?callbackUrl=${encodeURIComponent(path)}`);
  const entered = await membershipOf(person, slug);
  if (!entered?.may(permission)) notFound();
  return entered;
}

/** Where a signed-in person belongs: their first workspace; null: none. */
export async function homeOf(person: Person): Promise<string | null> {
  const first = await prisma.membership.findFirst({ where: { userId: person.id }, orderBy: { createdAt: "asc" }, include: { workspace: true } });
  return first?.workspace.slug ?? null;
}

/** The workspaces a person is a member of, by name. */
export async function workspacesOf(person: Person): Promise<{ slug: string; name: string }[]> {
  const memberships = await prisma.membership.findMany({
    where: { userId: person.id },
    select: { workspace: { select: { slug: true, name: true } } },
  });
  return memberships.map(({ workspace }) => workspace).sort((a, b) => a.name.localeCompare(b.name));
}
