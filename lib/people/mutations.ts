import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { prisma, transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { countAttempt, forgetAttempts } from "@/lib/throttle";
import { hashPassword, isPassword, passwordProblem } from "./password";
import type { Person } from "./person";

/** Changes a password, ends all other sessions and makes links for a new one void. Throws `invalid_input` that names the field. */
export async function changePassword(access: Access, person: Person, { current, next }: { current: string; next: string }): Promise<void> {
  await confirmPassword(person, "currentPassword", current);
  const problem = passwordProblem(next);
  if (problem) throw wrong("newPassword", problem);
  const nextHash = await hashPassword(next);
  await transaction(async (client) => {
    await setPassword(client, person.id, nextHash);
    await endSessions(client, person.id, person.sessionId);
    await audit(client, access, { action: "password.changed", target: person.id });
  });
}

/** Asks again who is there, before what would lock them out. Throws `invalid_input` that names the field, `too_many_requests`. */
export async function confirmPassword(person: Person, field: string, password: string): Promise<void> {
  await countAttempt("again", person.id);
  const { passwordHash } = await prisma.user.findUniqueOrThrow({ where: { id: person.id }, select: { passwordHash: true } });
  if (!(await isPassword(passwordHash, password))) throw wrong(field, "wrong_password");
  await forgetAttempts("again", person.id);
}

/** Keeps a password's hash; no link for a new one opens any more. */
export async function setPassword(client: pg.ClientBase, userId: string, hash: string): Promise<void> {
  await client.query('update "user" set password_hash = $2 where id = $1', [userId, hash]);
  await client.query("delete from password_reset where user_id = $1", [userId]);
}

/** Ends one of a person's sessions; it opens nothing from the next request on. */
export async function endSession(access: Access, person: Person, id: string): Promise<void> {
  await transaction(async (client) => {
    const ended = await client.query("update session set revoked_at = $3 where id = $2 and user_id = $1 and revoked_at is null", [
      ...[person.id, id],
      new Date(now()),
    ]);
    if (ended.rowCount) await audit(client, access, { action: "session.ended", target: id });
  });
}

/** Ends all of a person's sessions but the one they are in. */
export async function endOtherSessions(access: Access, person: Person): Promise<void> {
  await transaction(async (client) => {
    const sessions = await endSessions(client, person.id, person.sessionId);
    if (sessions) await audit(client, access, { action: "sessions.ended", target: person.id, after: { sessions } });
  });
}

/** How someone is called and wants the pages to look and read; null: as the browser says. */
export async function changeProfile(
  access: Access,
  person: Person,
  { name, locale, theme, shortcuts }: Pick<Person, "name" | "locale" | "theme" | "shortcuts">,
): Promise<void> {
  await transaction(async (client) => {
    const { rows } = await client.query('select locale, theme, shortcuts from "user" where id = $1 for update', [person.id]);
    await client.query('update "user" set name = $2, locale = $3, theme = $4, shortcuts = $5 where id = $1', [
      person.id,
      name,
      locale,
      theme,
      shortcuts,
    ]);
    const isRenamed = name !== person.name;
    await audit(client, access, {
      action: "profile.changed",
      target: person.id,
      before: rows[0],
      after: { locale, theme, shortcuts, ...(isRenamed && { name: "changed" }) },
    });
  });
}

/** Ends a person's sessions, all but one if given, and answers how many. */
export async function endSessions(client: pg.ClientBase, userId: string, except: string | null = null): Promise<number> {
  const ended = await client.query("update session set revoked_at = $3 where user_id = $1 and id is distinct from $2 and revoked_at is null", [
    ...[userId, except],
    new Date(now()),
  ]);
  return ended.rowCount ?? 0;
}

function wrong(path: string, code: string): Refusal {
  return new Refusal("invalid_input", `${path}: ${code}`, { errors: [{ path, code, detail: code }] });
}
