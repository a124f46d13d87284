import "server-only";
import { auditInstallation } from "@/lib/audit";
import { now } from "@/lib/clock";
import { prisma, transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { log } from "@/lib/log";
import { isPasswordUseless } from "@/lib/single-sign-on/queries";
import { signInThrottle } from "@/lib/throttle";
import { takeCode } from "@/lib/two-factor/mutations";
import { hashPassword, isOutdated, isPassword } from "./password";
import { accountDisabled, type SignInMethod, sessionLife } from "./person";

/** `code`: of the authenticator app or a recovery code; empty in the first step. */
type Credentials = { email: string; password: string; code: string; address: string };

/**
 * The id of whoever this e-mail and password belong to; null, in about the same time, for an unknown address and for a wrong password.
 * Throws `too_many_requests` when this was tried too often; once the password is right `code_required` or `wrong_code` where there is a second factor,
 * `sso_required` where a password opens nothing, and `account_disabled`.
 */
export async function userOf({ email, password, code, address }: Credentials): Promise<string | null> {
  const account = email.trim().toLowerCase();
  const throttle = signInThrottle(account, address);
  await throttle.attempt();
  const user = await prisma.user.findUnique({
    where: { email: account },
    select: { id: true, passwordHash: true, totpSince: true, disabledAt: true },
  });
  if (!(await isPassword(user?.passwordHash ?? null, password)) || !user) {
    const target = user ? `user:${user.id}` : undefined;
    await transaction((client) => auditInstallation(client, { actor: "system" }, { action: "sign_in.refused", address, ...(target && { target }) }));
    log.warn({ address }, "sign-in refused");
    return null;
  }
  if (user.disabledAt) throw accountDisabled();
  if (user.totpSince && code && !(await takeCode(user.id, code))) {
    log.warn({ address }, "second factor refused");
    throw new Refusal("wrong_code", "this code is wrong or was used before");
  }
  await throttle.succeeded();
  if (user.passwordHash && isOutdated(user.passwordHash)) await keepAtTodaysCost(user.id, user.passwordHash, password);
  if (user.totpSince && !code) throw new Refusal("code_required", "a code of the authenticator app is needed");
  if (await isPasswordUseless(user.id)) throw new Refusal("sso_required", "every workspace asks for single sign-on");
  return user.id;
}

/** A password is known only now; one that was changed meanwhile stays. */
async function keepAtTodaysCost(id: string, before: string, password: string): Promise<void> {
  await prisma.user.updateMany({ where: { id, passwordHash: before }, data: { passwordHash: await hashPassword(password) } });
}

/** Opens a session and answers its id, which only the signed cookie carries. Throws `account_disabled`. */
export async function openSession(
  userId: string,
  { userAgent, address, method }: { userAgent: string | null; address: string; method: SignInMethod },
): Promise<string> {
  const at = now();
  return await transaction(async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `insert into session (user_id, address, user_agent, method, created_at, last_seen_at, expires_at)
       select id, $2, $3, $4, $5, $5, $6 from "user" where id = $1 and disabled_at is null returning id`,
      [userId, address, userAgent?.slice(0, 300), method, new Date(at), new Date(at + sessionLife.wholeMs)],
    );
    if (!rows[0]) throw accountDisabled();
    const { id } = rows[0];
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
