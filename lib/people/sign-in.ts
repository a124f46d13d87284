import "server-only";
import { now } from "@/lib/clock";
import { prisma } from "@/lib/db";
import { log } from "@/lib/log";
import { signInThrottle } from "@/lib/throttle";
import { isPassword } from "./password";
import { sessionLife } from "./person";

/**
 * The id of whoever this e-mail and password belong to; null, in about the same time, for an unknown address and for a wrong password.
 * Throws `too_many_requests` when this was tried too often.
 */
export async function userOf({ email, password, address }: { email: string; password: string; address: string }): Promise<string | null> {
  const account = email.trim().toLowerCase();
  const throttle = signInThrottle(account, address);
  await throttle.attempt();
  const user = await prisma.user.findUnique({ where: { email: account }, select: { id: true, passwordHash: true } });
  if (!(await isPassword(user?.passwordHash ?? null, password)) || !user) {
    log.warn({ address }, "sign-in refused");
    return null;
  }
  await throttle.succeeded();
  return user.id;
}

/** Opens a session and answers its id, which only the signed cookie carries. */
export async function openSession(userId: string, { userAgent, address }: { userAgent: string | null; address: string }): Promise<string> {
  const at = now();
  const { id } = await prisma.session.create({
    data: {
      ...{ userId, address, userAgent: userAgent?.slice(0, 300) },
      createdAt: new Date(at),
      lastSeenAt: new Date(at),
      expiresAt: new Date(at + sessionLife.wholeMs),
    },
  });
  return id;
}

/** Signs out: whoever kept the cookie has nothing in hand. */
export async function closeSession(id: string): Promise<void> {
  await prisma.session.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date(now()) } });
}
