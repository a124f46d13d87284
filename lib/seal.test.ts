import { expect, test } from "vitest";
import { seal, unseal } from "./seal";

test("what is sealed opens with the same secret and for the same purpose only, and not once it was touched", () => {
  const sealed = seal("JBSWY3DPEHPK3PXP", "secret of the server", "webhook");
  expect(unseal(sealed, "secret of the server", "webhook")).toBe("JBSWY3DPEHPK3PXP");
  expect(unseal(sealed, "another secret", "webhook")).toBeNull();
  expect(unseal(sealed, "secret of the server", "two-factor")).toBeNull();
  const touched = Buffer.from(sealed);
  touched[touched.length - 1] = (touched.at(-1) ?? 0) ^ 1;
  expect(unseal(touched, "secret of the server", "webhook")).toBeNull();
  expect(unseal(Buffer.alloc(3), "secret of the server", "webhook")).toBeNull();
  expect(seal("x", "s", "webhook").equals(seal("x", "s", "webhook"))).toBe(false);
});
