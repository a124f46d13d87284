import "server-only";
import type { Access } from "@/lib/access";
import { prisma } from "@/lib/db";
import type { Person } from "@/lib/people/person";

/** The workspaces a person is a member of, by name. */
export async function workspacesOf(person: Person): Promise<{ slug: string; name: string }[]> {
  const memberships = await prisma.membership.findMany({
    where: { userId: person.id },
    select: { workspace: { select: { slug: true, name: true } } },
  });
  return memberships.map(({ workspace }) => workspace).sort((a, b) => a.name.localeCompare(b.name));
}

/** Whether a workspace lets everybody estimate. */
export async function isEstimatorOpen({ workspaceId }: Access): Promise<boolean> {
  return (await prisma.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { publicEstimator: true } })).publicEstimator;
}

/** What everybody may know of a workspace whose estimator is open: its name. null: it is closed, or there is no such workspace. */
export async function openEstimatorOf(slug: string): Promise<{ name: string } | null> {
  return prisma.workspace.findFirst({ where: { slug, publicEstimator: true }, select: { name: true } });
}

/** Where a signed-in person belongs: their first workspace; null: none. */
export async function homeOf(person: Person): Promise<string | null> {
  const first = await prisma.membership.findFirst({ where: { userId: person.id }, orderBy: { createdAt: "asc" }, include: { workspace: true } });
  return first?.workspace.slug ?? null;
}

/** Whether a person runs a workspace, and so may found another: nobody else fills the server with new ones. */
export async function mayFoundWorkspace(person: Person): Promise<boolean> {
  return (await prisma.membership.count({ where: { userId: person.id, role: { in: ["owner", "admin"] } } })) > 0;
}
