import "server-only";
import { auditInstallation } from "@/lib/audit";
import { now } from "@/lib/clock";
import { prisma, transaction } from "@/lib/db";
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
    const target = user ? `user:${user.id}` : undefined;
    await transaction((client) => auditInstallation(client, { actor: "system" }, { action: "sign_in.refused", address, ...(target && { target }) }));
    log.warn({ address }, "sign-in refused");
    return null;
  }
  await throttle.succeeded();
  return user.id;
}

/** Opens a session and answers its id, which only the signed cookie carries. */
export async function openSession(userId: string, { userAgent, address }: { userAgent: string | null; address: string }): Promise<string> {
  const at = now();
  return await transaction(async (client) => {
    const { rows } = await client.query<{ id: string }>(
      "insert into session (user_id, address, user_agent, created_at, last_seen_at, expires_at) values ($1, $2, $3, $4, $4, $5) returning id",
      [userId, address, userAgent?.slice(0, 300), new Date(at), new Date(at + sessionLife.wholeMs)],
    );
    const { id = "" } = rows[0] ?? {};
    await auditInstallation(client, { actor: `user:${userId}` }, { action: "session.opened", target: id, address });
    return id;
  });
}

/** Signs out: whoever kept the cookie has nothing in hand. */
export async function closeSession(id: string): Promise<void> {
  await transaction(async (client) => {
    const { rows } = await client.query<{ user_id: string }>(
      "update session set revoked_at = $2 where id = $1 and revoked_at is null returning user_id",
      [id, new Date(now())],
    );
    if (rows[0]) await auditInstallation(client, { actor: `user:${rows[0].user_id}` }, { action: "session.closed", target: id });
  });
}
