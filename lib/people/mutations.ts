import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { prisma, transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { hashPassword, isPassword, passwordProblem } from "./password";
import type { Person } from "./person";

/** Changes a password and ends all other sessions. Throws `invalid_input` that names the field. */
export async function changePassword(access: Access, person: Person, { current, next }: { current: string; next: string }): Promise<void> {
  const { passwordHash } = await prisma.user.findUniqueOrThrow({ where: { id: person.id }, select: { passwordHash: true } });
  if (!(await isPassword(passwordHash, current))) throw wrong("currentPassword", "wrong_password");
  const problem = passwordProblem(next);
  if (problem) throw wrong("newPassword", problem);
  const nextHash = await hashPassword(next);
  await transaction(async (client) => {
    await client.query('update "user" set password_hash = $2 where id = $1', [person.id, nextHash]);
    await endOthers(client, person);
    await audit(client, access, { action: "password.changed", target: person.id });
  });
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
    const sessions = await endOthers(client, person);
    if (sessions) await audit(client, access, { action: "sessions.ended", target: person.id, after: { sessions } });
  });
}

/** How someone is called and wants the pages to look and read; null: as the browser says. */
export async function changeProfile(
  access: Access,
  person: Person,
  { name, locale, theme }: { name: string; locale: string | null; theme: string | null },
): Promise<void> {
  await transaction(async (client) => {
    const { rows } = await client.query('select locale, theme from "user" where id = $1 for update', [person.id]);
    await client.query('update "user" set name = $2, locale = $3, theme = $4 where id = $1', [person.id, name, locale, theme]);
    const isRenamed = name !== person.name;
    await audit(client, access, {
      action: "profile.changed",
      target: person.id,
      before: rows[0],
      after: { locale, theme, ...(isRenamed && { name: "changed" }) },
    });
  });
}

async function endOthers(client: pg.ClientBase, person: Person): Promise<number> {
  const ended = await client.query("update session set revoked_at = $3 where user_id = $1 and id <> $2 and revoked_at is null", [
    ...[person.id, person.sessionId],
    new Date(now()),
  ]);
  return ended.rowCount ?? 0;
}

function wrong(path: string, code: string): Refusal {
  return new Refusal("invalid_input", `${path}: ${code}`, { errors: [{ path, code, detail: code }] });
}
