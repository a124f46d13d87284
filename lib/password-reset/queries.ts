import "server-only";
import { now } from "@/lib/clock";
import { prisma } from "@/lib/db";
import { tokenHash } from "@/lib/token";

/** Whose password a link sets; null: it opens nothing, whatever the reason. */
export async function resetOf(token: string): Promise<{ email: string } | null> {
  const reset = await prisma.passwordReset.findUnique({
    where: { hash: new Uint8Array(tokenHash(token)), expiresAt: { gt: new Date(now()) } },
    select: { user: { select: { email: true } } },
  });
  return reset?.user ?? null;
}
