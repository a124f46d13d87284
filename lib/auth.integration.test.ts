import { expect, test } from "vitest";
import { authOptions } from "./auth";
import { freshDatabase } from "./testing/database";

process.env.APP_URL = "https://obole.example.com";
freshDatabase();

test("on https the session's cookie is the host's alone, and no script reads it", () => {
  expect(authOptions().cookies?.sessionToken).toEqual({
    name: "__Host-obole.session",
    options: { httpOnly: true, sameSite: "lax", path: "/", secure: true },
  });
  expect(authOptions().useSecureCookies).toBe(true);
});

test.each([
  ["/w/calder/spend?month=2026-06", "/w/calder/spend?month=2026-06"],
  ["https://obole.example.com/w/calder/spend", "/w/calder/spend"],
  ["https://evil.example/w", "/"],
  ["https://obole.example.com.evil.example/", "/"],
  ["https://obole.example.com@evil.example/", "/"],
  ["//evil.example", "/"],
  ["/.//evil.example", "/"],
  ["/\\evil.example", "/"],
])("after sign-in %s leads to %s", async (url, target) => {
  const baseUrl = "https://obole.example.com";
  expect(await authOptions().callbacks?.redirect?.({ url, baseUrl })).toBe(baseUrl + target);
});
