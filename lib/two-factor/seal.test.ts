import { expect, test } from "vitest";
import { qrPath } from "./qr";
import { newRecoveryCode, recoveryHash } from "./recovery-code";
import { seal, unseal } from "./seal";
import { otpauthUri } from "./totp";

test("what is sealed opens with the same secret only, and not once it was touched", () => {
  const sealed = seal("JBSWY3DPEHPK3PXP", "secret of the server");
  expect(unseal(sealed, "secret of the server")).toBe("JBSWY3DPEHPK3PXP");
  expect(unseal(sealed, "another secret")).toBeNull();
  const touched = Buffer.from(sealed);
  touched[touched.length - 1] = (touched.at(-1) ?? 0) ^ 1;
  expect(unseal(touched, "secret of the server")).toBeNull();
  expect(unseal(Buffer.alloc(3), "secret of the server")).toBeNull();
  expect(seal("x", "s").equals(seal("x", "s"))).toBe(false);
});

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
