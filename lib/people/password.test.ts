import { expect, test } from "vitest";
import { hashPassword, isPassword, passwordProblem } from "./password";

test.each([
  ["short", "too_short"],
  ["Password123", "too_common"],
  ["x".repeat(257), "too_long"],
  ["x".repeat(256), null],
  ["une phrase assez longue", null],
  ["        8", null],
])("%j: %s", (password, problem) => expect(passwordProblem(password)).toBe(problem));

test("a password is kept as argon2id and recognised whole", async () => {
  const stored = await hashPassword("correct horse battery staple");
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await isPassword(stored, "correct horse battery staple")).toBe(true);
  expect(await isPassword(stored, "correct horse battery stapl")).toBe(false);
  expect(await isPassword(null, "correct horse battery staple")).toBe(false);
});
