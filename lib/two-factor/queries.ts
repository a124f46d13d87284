import "server-only";
import { prisma } from "@/lib/db";
import { env } from "@/lib/env";
import type { Person } from "@/lib/people/person";
import { unseal } from "@/lib/seal";

/** Off; offered, with the secret to put into an app; or on, with how many recovery codes are left. */
export type TwoFactor = { state: "off" } | { state: "offered"; secret: string } | { state: "on"; since: Date; codesLeft: number };

/** How a person's second factor stands. */
export async function twoFactorOf(person: Person): Promise<TwoFactor> {
  const { totpSecret, totpSince, _count } = await prisma.user.findUniqueOrThrow({
    where: { id: person.id },
    select: { totpSecret: true, totpSince: true, _count: { select: { recovery: { where: { usedAt: null } } } } },
  });
  if (totpSince) return { state: "on", since: totpSince, codesLeft: _count.recovery };
  const secret = totpSecret && unseal(totpSecret, env.authSecret, "two-factor");
  return secret ? { state: "offered", secret } : { state: "off" };
}
