import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { env } from "@/lib/env";
import { Refusal } from "@/lib/errors";
import { log } from "@/lib/log";
import { confirmPassword, endSessions } from "@/lib/people/mutations";
import type { Person } from "@/lib/people/person";
import { auditPerson } from "@/lib/people/trail";
import { seal, unseal } from "@/lib/seal";
import { countAttempt, forgetAttempts } from "@/lib/throttle";
import { newRecoveryCode, recoveryCodes, recoveryHash } from "./recovery-code";
import { newSecret, stepOf } from "./totp";

type Kept = { secret: Buffer | null; since: Date | null; lastStep: string };

/** Makes a secret and keeps it, sealed; it counts once a code of it was entered. Throws `invalid_input` for a wrong password, `conflict` when it is on. */
export async function offerTwoFactor(person: Person, password: string): Promise<void> {
  await confirmPassword(person, "password", password);
  await transaction(async (client) => {
    if ((await keptOf(client, person.id)).since) throw new Refusal("conflict", "two-factor sign-in is on");
    await client.query('update "user" set totp_secret = $2, totp_last_step = 0 where id = $1', [
      person.id,
      seal(newSecret(), env.authSecret, "two-factor"),
    ]);
  });
}

/** Turns it on with a first code and answers the recovery codes, the only time they are seen. All other sessions end. */
export async function enableTwoFactor(access: Access, person: Person, code: string): Promise<string[]> {
  await countAttempt("code", person.id);
  const codes = await transaction(async (client) => {
    const kept = await keptOf(client, person.id);
    if (kept.since || !kept.secret) throw new Refusal("conflict", "there is nothing to confirm");
    if (!(await takeStep(client, person.id, kept, code))) throw wrongCode();
    await client.query('update "user" set totp_since = $2 where id = $1', [person.id, new Date(now())]);
    await endSessions(client, person.id, person.sessionId);
    await audit(client, access, { action: "two_factor.enabled", target: person.id });
    return storeRecoveryCodes(client, person.id);
  });
  await forgetAttempts("code", person.id);
  return codes;
}

/** Turns it off. Throws `invalid_input` for a wrong password or code. */
export async function disableTwoFactor(access: Access, person: Person, given: { password: string; code: string }): Promise<void> {
  await confirmBoth(person, given);
  await transaction(async (client) => {
    await client.query('update "user" set totp_secret = null, totp_since = null, totp_last_step = 0 where id = $1', [person.id]);
    await client.query("delete from recovery_code where user_id = $1", [person.id]);
    await audit(client, access, { action: "two_factor.disabled", target: person.id });
  });
}

/** Makes ten new recovery codes; the old ones open nothing any more. Throws as `disableTwoFactor`. */
export async function renewRecoveryCodes(access: Access, person: Person, given: { password: string; code: string }): Promise<string[]> {
  await confirmBoth(person, given);
  return transaction(async (client) => {
    await audit(client, access, { action: "recovery_codes.renewed", target: person.id });
    return storeRecoveryCodes(client, person.id);
  });
}

/** Whether this is somebody's second factor now; it is used up with that. A code of the app or a recovery code. Throws `too_many_requests`. */
export async function takeCode(userId: string, code: string): Promise<boolean> {
  await countAttempt("code", userId);
  const isTaken = await transaction(async (client) => {
    const kept = await keptOf(client, userId);
    return (await takeStep(client, userId, kept, code)) || (await takeRecoveryCode(client, userId, code));
  });
  if (isTaken) await forgetAttempts("code", userId);
  return isTaken;
}

async function confirmBoth(person: Person, { password, code }: { password: string; code: string }): Promise<void> {
  await confirmPassword(person, "password", password);
  if (!(await takeCode(person.id, code))) throw wrongCode();
}

/** Locked, so that two requests cannot take one code. */
async function keptOf(client: pg.ClientBase, userId: string): Promise<Kept> {
  const { rows } = await client.query<Kept>(
    'select totp_secret as secret, totp_since as since, totp_last_step as "lastStep" from "user" where id = $1 for no key update',
    [userId],
  );
  if (!rows[0]) throw new Refusal("not_found", "there is no such person");
  return rows[0];
}

async function takeStep(client: pg.ClientBase, userId: string, { secret, lastStep }: Kept, code: string): Promise<boolean> {
  const open = secret && unseal(secret, env.authSecret, "two-factor");
  if (secret && !open) log.warn("a two-factor secret cannot be read: AUTH_SECRET has changed since; recovery codes still open");
  const step = open ? await stepOf(open, code.replace(/\s/g, ""), now(), Number(lastStep)) : null;
  if (step === null) return false;
  await client.query('update "user" set totp_last_step = $2 where id = $1', [userId, step]);
  return true;
}

async function takeRecoveryCode(client: pg.ClientBase, userId: string, code: string): Promise<boolean> {
  const { rowCount } = await client.query("update recovery_code set used_at = $3 where user_id = $1 and hash = $2 and used_at is null", [
    ...[userId, recoveryHash(code)],
    new Date(now()),
  ]);
  if (rowCount) await auditPerson(client, userId, { action: "recovery_code.used" });
  return Boolean(rowCount);
}

async function storeRecoveryCodes(client: pg.ClientBase, userId: string): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodes }, newRecoveryCode);
  await client.query("delete from recovery_code where user_id = $1", [userId]);
  await client.query("insert into recovery_code (user_id, hash) select $1, unnest($2::bytea[])", [userId, codes.map(recoveryHash)]);
  return codes;
}

function wrongCode(): Refusal {
  return new Refusal("invalid_input", "code: wrong_code", { errors: [{ path: "code", code: "wrong_code", detail: "wrong or used before" }] });
}
