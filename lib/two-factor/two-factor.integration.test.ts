import { generate } from "otplib";
import { expect, test } from "vitest";
import { pool } from "@/lib/db";
import { hashPassword } from "@/lib/people/password";
import { userOf } from "@/lib/people/sign-in";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { auditOf, freshMember, freshPerson } from "@/lib/testing/people";
import { disableTwoFactor, enableTwoFactor, offerTwoFactor, renewRecoveryCodes, takeCode } from "./mutations";
import { twoFactorOf } from "./queries";

freshDatabase();

const password = "a quiet copper coin";
const passwordHash = await hashPassword(password);
const wrongCode = { code: "invalid_input", options: { errors: [{ path: "code", code: "wrong_code" }] } };
let clock = Date.parse("2026-06-15T12:00:00Z");

/** Every test, and every code that must be new, a step later. */
function laterBy(steps: number): void {
  clock += steps * 30_000;
  process.env.OBOLE_NOW = new Date(clock).toISOString();
}

async function somebody() {
  laterBy(10);
  const { person, access } = await freshMember(await freshWorkspace(), "viewer", [], freshPerson({ passwordHash }));
  const signIn = (code: string, address = "192.0.2.1") => userOf({ email: person.email, password, code, address });
  return { person, access, signIn };
}

async function withTwoFactor() {
  const one = await somebody();
  await offerTwoFactor(one.person, password);
  const offered = await twoFactorOf(one.person);
  if (offered.state !== "offered") throw new Error("nothing was offered");
  const codeNow = () => generate({ secret: offered.secret, epoch: clock / 1000 });
  const recovery = await enableTwoFactor(one.access, one.person, await codeNow());
  laterBy(2);
  return { ...one, secret: offered.secret, codeNow, recovery };
}

test("the password alone opens no longer: sign-in asks for a code", async () => {
  const { person, signIn, codeNow } = await withTwoFactor();
  await expect(signIn("")).rejects.toMatchObject({ code: "code_required" });
  await expect(signIn("000000")).rejects.toMatchObject({ code: "wrong_code" });
  expect(await signIn(await codeNow())).toBe(person.id);
  expect(await userOf({ email: person.email, password: "wrong", code: await codeNow(), address: "192.0.2.1" })).toBeNull();
});

test("a code is taken once, also by two at the same moment, and none from before it", async () => {
  const { person, signIn, codeNow } = await withTwoFactor();
  const code = await codeNow();
  const tries = await Promise.allSettled([signIn(code), signIn(code)]);
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  laterBy(1);
  await expect(signIn(code)).rejects.toMatchObject({ code: "wrong_code" });
  expect(await takeCode(person.id, await codeNow())).toBe(true);
});

test("the secret is kept sealed, codes as hashes, and a secret nobody confirmed asks for nothing", async () => {
  const { person, signIn } = await somebody();
  await offerTwoFactor(person, password);
  const offered = await twoFactorOf(person);
  expect(offered).toMatchObject({ state: "offered" });
  expect(await signIn("")).toBe(person.id);
  const { rows } = await pool().query('select totp_secret from "user" where id = $1', [person.id]);
  expect(rows[0].totp_secret.toString("latin1")).not.toContain(offered.state === "offered" && offered.secret);

  const on = await withTwoFactor();
  expect(on.recovery).toHaveLength(10);
  const kept = await pool().query("select hash from recovery_code where user_id = $1", [on.person.id]);
  expect(kept.rows.every(({ hash }) => hash.length === 32)).toBe(true);
});

test("each recovery code opens once, however it is typed", async () => {
  const { person, access, signIn, recovery } = await withTwoFactor();
  const [first = "", second = ""] = recovery;
  expect(first).toMatch(/^([0-9a-z]{4}-){5}[0-9a-z]{4}$/);
  expect(await signIn(first)).toBe(person.id);
  await expect(signIn(first)).rejects.toMatchObject({ code: "wrong_code" });
  expect(await signIn(second.toUpperCase().replaceAll("-", " "))).toBe(person.id);
  expect(await twoFactorOf(person)).toMatchObject({ state: "on", codesLeft: 8 });
  expect((await auditOf(access)).map(({ action }) => action)).toEqual(["two_factor.enabled", "recovery_code.used", "recovery_code.used"]);
});

test("turning it off, and new recovery codes, want the password and a code", async () => {
  const { person, access, signIn, codeNow, recovery } = await withTwoFactor();
  await expect(disableTwoFactor(access, person, { password: "wrong", code: await codeNow() })).rejects.toMatchObject({
    options: { errors: [{ path: "password", code: "wrong_password" }] },
  });
  await expect(disableTwoFactor(access, person, { password, code: "123456" })).rejects.toMatchObject(wrongCode);
  const renewed = await renewRecoveryCodes(access, person, { password, code: await codeNow() });
  await expect(signIn(recovery[0] ?? "")).rejects.toMatchObject({ code: "wrong_code" });
  await disableTwoFactor(access, person, { password, code: renewed[0] ?? "" });
  expect(await signIn("")).toBe(person.id);
  expect(await twoFactorOf(person)).toEqual({ state: "off" });
});

test("turning it on ends the other sessions and wants a code of the secret that was offered", async () => {
  const { person, access } = await somebody();
  await expect(enableTwoFactor(access, person, "123456")).rejects.toMatchObject({ code: "conflict" });
  await offerTwoFactor(person, password);
  await expect(enableTwoFactor(access, person, "123456")).rejects.toMatchObject(wrongCode);
  const { rows } = await pool().query("insert into session (user_id, expires_at) values ($1, now() + interval '1 day') returning id", [person.id]);
  const offered = await twoFactorOf(person);
  await enableTwoFactor(access, person, await generate({ secret: offered.state === "offered" ? offered.secret : "", epoch: clock / 1000 }));
  const after = await pool().query("select revoked_at from session where id = $1", [rows[0].id]);
  expect(after.rows[0].revoked_at).not.toBeNull();
  await expect(offerTwoFactor(person, password)).rejects.toMatchObject({ code: "conflict" });
});

test("whoever has the password cannot try all codes", async () => {
  const { signIn, codeNow } = await withTwoFactor();
  for (let tried = 0; tried < 10; tried++) {
    await expect(signIn(String(tried).padStart(6, "0"), `192.0.2.${tried}`)).rejects.toMatchObject({ code: "wrong_code" });
  }
  await expect(signIn(await codeNow(), "192.0.2.99")).rejects.toMatchObject({ code: "too_many_requests" });
});

test("with another AUTH_SECRET only recovery codes open", async () => {
  const { person, codeNow, recovery } = await withTwoFactor();
  await pool().query("update \"user\" set totp_secret = overlay(totp_secret placing '\\x00000000' from 5) where id = $1", [person.id]);
  expect(await takeCode(person.id, await codeNow())).toBe(false);
  expect(await takeCode(person.id, recovery[0] ?? "")).toBe(true);
});
