import "server-only";
import type { Access } from "@/lib/access";
import { prisma } from "@/lib/db";

export type ApiKeySummary = {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
};

/** The keys that are not revoked, newest first; never the keys themselves. */
export function apiKeys({ workspaceId }: Access): Promise<ApiKeySummary[]> {
  return prisma.apiKey.findMany({
    where: { workspaceId, revokedAt: null },
    select: { id: true, name: true, prefix: true, scopes: true, createdAt: true, expiresAt: true, lastUsedAt: true },
    orderBy: { createdAt: "desc" },
  });
}
