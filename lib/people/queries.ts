import "server-only";
import { now } from "@/lib/clock";
import { pool, prisma } from "@/lib/db";
import { type Person, sessionLife } from "./person";

export type OpenSession = { id: string; createdAt: Date; lastSeenAt: Date; userAgent: string | null; address: string | null };

const seenEveryMs = 60_000;

/** Who a session belongs to, while it is neither over nor revoked and their account not disabled; null: nobody. Notes that it was seen, once a minute. */
export async function personOfSession(id: string): Promise<Person | null> {
  const at = now();
  const { rows } = await pool().query(
    `select u.id, u.name, u.email, u.locale, u.theme, u.shortcuts, s.last_seen_at, s.method from session s join "user" u on u.id = s.user_id
     where s.id = $1 and s.revoked_at is null and s.expires_at > $2 and s.last_seen_at > $3 and u.disabled_at is null`,
    [id, new Date(at), new Date(at - sessionLife.idleMs)],
  );
  const row = rows[0];
  if (!row) return null;
  if (at - row.last_seen_at.getTime() > seenEveryMs) await pool().query("update session set last_seen_at = $2 where id = $1", [id, new Date(at)]);
  const { method, name, email, locale, theme, shortcuts } = row;
  return { id: row.id, sessionId: id, method, name, email, locale, theme, shortcuts };
}

/** A person's sessions that still open something, the latest used first. */
export function openSessions(person: Person): Promise<OpenSession[]> {
  const at = now();
  return prisma.session.findMany({
    where: { userId: person.id, revokedAt: null, expiresAt: { gt: new Date(at) }, lastSeenAt: { gt: new Date(at - sessionLife.idleMs) } },
    select: { id: true, createdAt: true, lastSeenAt: true, userAgent: true, address: true },
    orderBy: { lastSeenAt: "desc" },
  });
}

/** Whether a person has a password, and not only single sign-on. */
export async function hasPassword(person: Person): Promise<boolean> {
  return (await prisma.user.count({ where: { id: person.id, passwordHash: { not: null } } })) > 0;
}

/** The names of people by their key in records, `user:<uuid>`; who is gone has none. */
export async function namesOfActors(actors: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await pool().query<{ actor: string; name: string }>(
    `select 'user:' || id as actor, name from "user" where 'user:' || id = any($1::text[])`,
    [[...new Set(actors)]],
  );
  return new Map(rows.map(({ actor, name }) => [actor, name]));
}
