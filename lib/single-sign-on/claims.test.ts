import { expect, test } from "vitest";
import { readClaims } from "./claims";

const mia = { iss: "https://login.example.com", sub: "1", name: "Mia", email: "Mia@Example.com", email_verified: true, groups: ["finance"] };

test("what a provider says of somebody", () => {
  expect(readClaims(mia, "groups")).toEqual({
    issuer: "https://login.example.com",
    subject: "1",
    name: "Mia",
    provenEmail: "mia@example.com",
    groups: ["finance"],
  });
});

test.each([
  ["not vouched for", { ...mia, email_verified: false }],
  ["of which nothing is said", { ...mia, email_verified: undefined }],
  ["that is odd", { ...mia, email: '"mia@evil.example"@example.com' }],
])("an address %s proves nothing", (_why, claims) => expect(readClaims(claims, "groups").provenEmail).toBeNull());

test("one group may come alone; none told is unknown; the claim can have another name", () => {
  expect(readClaims({ ...mia, groups: "finance" }, "groups").groups).toEqual(["finance"]);
  expect(readClaims({ ...mia, groups: undefined }, "groups").groups).toBeNull();
  expect(readClaims({ ...mia, groups: [] }, "groups").groups).toEqual([]);
  expect(readClaims({ ...mia, roles: ["a", "b"] }, "roles").groups).toEqual(["a", "b"]);
});

test("somebody without a subject is nobody", () => expect(() => readClaims({ ...mia, sub: "" }, "groups")).toThrow());
