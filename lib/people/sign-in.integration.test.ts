import { hash } from "@node-rs/argon2";
import { expect, test } from "vitest";
import { pool } from "@/lib/db";
import type { Person } from "@/lib/people/person";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { auditOf, freshMember, freshPerson } from "@/lib/testing/people";
import { changePassword, endOtherSessions, endSession } from "./mutations";
import { hashPassword } from "./password";
import { openSessions, personOfSession } from "./queries";
import { closeSession, openSession, userOf } from "./sign-in";

freshDatabase();

const password = "a quiet copper coin";
const passwordHash = await hashPassword(password);
const device = { userAgent: "test", address: "192.0.2.1", method: "password" } as const;

async function somebody() {
  const { person, access } = await freshMember(await freshWorkspace(), "viewer", [], freshPerson({ passwordHash }));
  const sessions = await Promise.all([openSession(person.id, device), openSession(person.id, device), openSession(person.id, device)]);
  const here: Person = { ...person, sessionId: sessions[0] };
  const open = async () => (await Promise.all(sessions.map(personOfSession))).map((found) => found !== null);
  return { person: here, access, sessions, open };
}

test("a wrong password and an unknown address answer the same, and a right password the person", async () => {
  const { person } = await somebody();
  const tried = (email: string, given: string) => userOf({ email, password: given, code: "", address: "192.0.2.2" });
  expect(await tried(person.email, "wrong")).toBeNull();
  expect(await tried("nobody@example.com", "wrong")).toBeNull();
  expect(await tried(` ${person.email.toUpperCase()} `, password)).toBe(person.id);
  expect(await tried(person.email, `${password} `)).toBeNull();
});

test("a password that was hashed at a lower cost is hashed anew as it is used", async () => {
  const weak = await hash(password, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
  const person = await freshPerson({ passwordHash: weak });
  const kept = async () => (await pool().query('select password_hash as hash from "user" where id = $1', [person.id])).rows[0].hash;
  const tried = (given: string) => userOf({ email: person.email, password: given, code: "", address: "192.0.2.5" });
  expect(await tried("wrong")).toBeNull();
  expect(await kept()).toBe(weak);
  expect(await tried(password)).toBe(person.id);
  expect(await kept()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  const renewed = await kept();
  expect(await tried(password)).toBe(person.id);
  expect(await kept()).toBe(renewed);
});

test("after ten attempts from one address it waits, for a known and an unknown account, and not from elsewhere", async () => {
  const { person } = await somebody();
  for (const email of [person.email, "nobody-2@example.com"]) {
    const tried = (address: string, given = "wrong") => userOf({ email, password: given, code: "", address });
    for (let attempt = 0; attempt < 10; attempt++) expect(await tried("192.0.2.3")).toBeNull();
    await expect(tried("192.0.2.3", password)).rejects.toMatchObject({
      code: "too_many_requests",
      options: { retryAfterSeconds: expect.any(Number) },
    });
    await expect(tried("192.0.2.4")).resolves.toBeNull();
  }
});

test("signing out, and ending one session, closes that one", async () => {
  const { person, access, sessions, open } = await somebody();
  await closeSession(sessions[1]);
  expect(await open()).toEqual([true, false, true]);
  await endSession(access, person, sessions[2]);
  expect(await open()).toEqual([true, false, false]);
  expect(await openSessions(person)).toMatchObject([{ id: sessions[0] }]);
});

test("nobody ends somebody else's session", async () => {
  const [mine, theirs] = [await somebody(), await somebody()];
  await endSession(mine.access, mine.person, theirs.sessions[0]);
  expect(await theirs.open()).toEqual([true, true, true]);
  expect(await auditOf(mine.access)).toEqual([]);
});

test("a new password and a wish end all other sessions", async () => {
  const first = await somebody();
  await endOtherSessions(first.access, first.person);
  expect(await first.open()).toEqual([true, false, false]);
  const second = await somebody();
  await changePassword(second.access, second.person, { current: password, next: "another quiet coin" });
  expect(await second.open()).toEqual([true, false, false]);
  const again = { current: password, next: "a third quiet coin" };
  await expect(changePassword(second.access, second.person, again)).rejects.toMatchObject({ code: "invalid_input" });
});

test("whoever found an open browser cannot try passwords without end", async () => {
  const { person, access } = await somebody();
  const guess = () => changePassword(access, person, { current: "wrong", next: "another quiet coin" });
  for (let attempt = 0; attempt < 10; attempt++) await expect(guess()).rejects.toMatchObject({ code: "invalid_input" });
  await expect(guess()).rejects.toMatchObject({ code: "too_many_requests" });
});

test("a session is over after thirty days, and after seven without a visit", async () => {
  process.env.OBOLE_NOW = "2026-06-01T00:00:00Z";
  const { sessions } = await somebody();
  process.env.OBOLE_NOW = "2026-06-07T23:59:59Z";
  expect(await personOfSession(sessions[0])).not.toBeNull();
  process.env.OBOLE_NOW = "2026-06-08T00:00:01Z";
  expect(await personOfSession(sessions[1])).toBeNull();
  for (const day of ["13", "19", "25"]) {
    process.env.OBOLE_NOW = `2026-06-${day}T00:00:00Z`;
    expect(await personOfSession(sessions[0])).not.toBeNull();
  }
  process.env.OBOLE_NOW = "2026-07-01T00:00:00Z";
  expect(await personOfSession(sessions[0])).toBeNull();
  process.env.OBOLE_NOW = "";
});
