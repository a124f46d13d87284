import "server-only";
import { sessionDays } from "@/lib/auth";
import { now } from "@/lib/clock";
import { prisma } from "@/lib/db";
import type { Person } from "@/lib/session";

export type OpenSession = { id: string; createdAt: Date; lastSeenAt: Date; userAgent: string | null; address: string | null };

/** A person's sessions that still open something, the latest used first. */
export function openSessions(person: Person): Promise<OpenSession[]> {
  const at = now();
  return prisma.session.findMany({
    where: { userId: person.id, revokedAt: null, expiresAt: { gt: new Date(at) }, lastSeenAt: { gt: new Date(at - sessionDays.idle * 86_400_000) } },
    select: { id: true, createdAt: true, lastSeenAt: true, userAgent: true, address: true },
    orderBy: { lastSeenAt: "desc" },
  });
}
