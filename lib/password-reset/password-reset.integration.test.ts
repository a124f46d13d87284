import { expect, test } from "vitest";
import { pool } from "@/lib/db";
import { changePassword } from "@/lib/people/mutations";
import { hashPassword } from "@/lib/people/password";
import { personOfSession } from "@/lib/people/queries";
import { openSession, userOf } from "@/lib/people/sign-in";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { auditOf, freshMember, freshPerson } from "@/lib/testing/people";
import { postOffice } from "@/lib/testing/post-office";
import { countResetWish, resetPassword, sendReset } from "./mutations";
import { resetOf } from "./queries";

const post = postOffice();
freshDatabase();

const old = "a quiet copper coin";
const next = "another quiet coin";
const passwordHash = await hashPassword(old);
const closed = { code: "link_closed" };

async function somebody() {
  const { person, access } = await freshMember(await freshWorkspace(), "viewer", [], freshPerson({ passwordHash }));
  const opens = (password: string) => userOf({ email: person.email, password, code: "", address: "192.0.2.1" });
  return { person, access, opens };
}

async function linkFor(email: string): Promise<string> {
  await sendReset(email, "en");
  const letter = post.letters.at(-1);
  expect(letter?.to).toEqual([email]);
  return /\/signin\/reset\/([\w-]{43})\b/.exec(letter?.text ?? "")?.[1] ?? "";
}

test("a link by mail sets a new password, once, and ends all sessions", async () => {
  const { person, access, opens } = await somebody();
  const session = await openSession(person.id, { userAgent: null, address: "", method: "password" });
  const token = await linkFor(person.email);
  expect(await resetOf(token)).toEqual({ email: person.email });
  await resetPassword(token, next);
  expect(await opens(old)).toBeNull();
  expect(await opens(next)).toBe(person.id);
  expect(await personOfSession(session)).toBeNull();
  await expect(resetPassword(token, "a third quiet coin")).rejects.toMatchObject(closed);
  expect((await auditOf(access)).map(({ action }) => action)).toEqual(["password.reset"]);
});

test("the link lasts an hour, is kept as a hash, and a newer one makes it void", async () => {
  const { person } = await somebody();
  const first = await linkFor(person.email);
  const second = await linkFor(person.email);
  expect(await resetOf(first)).toBeNull();
  const { rows } = await pool().query("select hash, expires_at, to_jsonb(r)::text as whole from password_reset r where user_id = $1", [person.id]);
  expect(rows).toHaveLength(1);
  expect(rows[0].whole).not.toContain(second);
  expect(rows[0].expires_at.getTime() - Date.now()).toBeLessThanOrEqual(3_600_000);
  await pool().query("update password_reset set expires_at = now() where user_id = $1", [person.id]);
  await expect(resetPassword(second, next)).rejects.toMatchObject(closed);
});

test("of twenty uses at once one counts", async () => {
  const { person } = await somebody();
  const token = await linkFor(person.email);
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => resetPassword(token, next)));
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("a changed password makes the link void", async () => {
  const { person, access } = await somebody();
  const token = await linkFor(person.email);
  await changePassword(access, person, { current: old, next });
  expect(await resetOf(token)).toBeNull();
});

test("an unknown address gets no letter, and is counted like a known one", async () => {
  const before = post.letters.length;
  await sendReset("nobody@example.com", "en");
  expect(post.letters).toHaveLength(before);
  const { person } = await somebody();
  for (const email of [person.email, "nobody@example.com"]) {
    for (let wish = 0; wish < 5; wish++) await countResetWish(email, "192.0.2.7");
    await expect(countResetWish(email, "192.0.2.7")).rejects.toMatchObject({ code: "too_many_requests" });
  }
});
