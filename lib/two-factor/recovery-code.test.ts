import { expect, test } from "vitest";
import { qrPath } from "./qr";
import { newRecoveryCode, recoveryHash } from "./recovery-code";
import { otpauthUri } from "./totp";

test("recovery codes are 24 letters and digits, recognised however they are typed", () => {
  const code = newRecoveryCode();
  expect(code.replaceAll("-", "")).toMatch(/^[0-9a-hjkmnp-tv-z]{24}$/);
  expect(recoveryHash(` ${code.toUpperCase().replaceAll("-", " ")}`)).toEqual(recoveryHash(code));
  expect(new Set(Array.from({ length: 100 }, newRecoveryCode)).size).toBe(100);
});

test("the picture holds a square for every dark module, with four light ones around", () => {
  const { size, path } = qrPath(otpauthUri("JBSWY3DPEHPK3PXP", "nora@example.com"));
  expect(size).toBeGreaterThan(29);
  expect(path).toMatch(/^M4 4h1v1h-1z/); // the corner of the first finder
  expect(path).not.toMatch(/M[0-3] \d|M\d+ [0-3]h/);
});
