import "server-only";
import { now } from "@/lib/clock";
import { prisma } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import type { Person } from "@/lib/session";
import { hashPassword, isPassword, passwordProblem } from "./password";

/** Changes a password and ends all other sessions. Throws `invalid_input` that names the field. */
export async function changePassword(person: Person, { current, next }: { current: string; next: string }): Promise<void> {
  const { passwordHash } = await prisma.user.findUniqueOrThrow({ where: { id: person.id }, select: { passwordHash: true } });
  if (!(await isPassword(passwordHash, current))) throw wrong("currentPassword", "wrong_password");
  const problem = passwordProblem(next);
  if (problem) throw wrong("newPassword", problem);
  await prisma.user.update({ where: { id: person.id }, data: { passwordHash: await hashPassword(next) } });
  await endOtherSessions(person);
}

/** Ends one of a person's sessions. */
export async function endSession(person: Person, id: string): Promise<void> {
  await prisma.session.updateMany({ where: { id, userId: person.id, revokedAt: null }, data: { revokedAt: new Date(now()) } });
}

export async function endOtherSessions(person: Person): Promise<void> {
  await prisma.session.updateMany({
    where: { userId: person.id, revokedAt: null, NOT: { id: person.sessionId } },
    data: { revokedAt: new Date(now()) },
  });
}

/** How someone wants the pages to look and read; null: as the browser says. */
export async function changeProfile(
  person: Person,
  { name, locale, theme }: { name: string; locale: string | null; theme: string | null },
): Promise<void> {
  await prisma.user.update({ where: { id: person.id }, data: { name, locale, theme } });
}

function wrong(path: string, code: string): Refusal {
  return new Refusal("invalid_input", `${path}: ${code}`, { errors: [{ path, code, detail: code }] });
}
