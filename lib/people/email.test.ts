import { expect, test } from "vitest";
import { domainOf, emailSchema, isDomain, isEmail } from "./email";

test.each([
  ["nora@example.com", true],
  ["nora.lind+obole@mail.example.co.uk", true],
  ["o'neil@example.com", true],
  ["owner@localhost", true],
  ["nora@xn--bcher-kva.example", true],
  ['"nora@evil.example"@example.com', false],
  ['"nora"@example.com', false],
  ["nora@example.com\r\nbcc: all@example.com", false],
  ["nora@example.com, max@example.com", false],
  ["Nora <nora@example.com>", false],
  ["nora@evil.example@example.com", false],
  ["nora@ехаmple.com", false], // Cyrillic letters that look like Latin ones
  ["nöra@example.com", false],
  ["nora..lind@example.com", false],
  [".nora@example.com", false],
  ["nora@-example.com", false],
  ["nora@example..com", false],
  ["nora@[127.0.0.1]", false],
  [`${"n".repeat(250)}@x.fr`, false],
])("%j is an address: %s", (text, expected) => expect(isEmail(text)).toBe(expected));

test("an address is kept in lower case and without blanks around it", () => {
  expect(emailSchema.parse("  Nora@Example.COM ")).toBe("nora@example.com");
  expect(emailSchema.safeParse("nora").error?.issues[0]?.message).toBe("not_an_email");
});

test.each([
  ["example.com", true],
  ["localhost", true],
  ["@example.com", false],
  ["*.example.com", false],
  ["example.com/x", false],
])("%j is a domain: %s", (text, expected) => expect(isDomain(text)).toBe(expected));

test("the domain of an address", () => expect(domainOf("nora@example.com")).toBe("example.com"));
