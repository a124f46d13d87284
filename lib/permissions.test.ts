import { describe, expect, test } from "vitest";
import { keyMay, type Permission, permissions, roleMay, roles } from "./permissions";

const who = (permission: Permission) => roles.filter((role) => roleMay(role, "all", permission)).join(" ");

describe("who may do what", () => {
  test.each<[Permission, string]>([
    ["spend:see", "owner admin editor finance viewer"],
    ["models:see", "owner admin editor finance viewer"],
    ["imports:see", "owner admin editor finance viewer"],
    ["imports:write", "owner admin editor"],
    ["attribution:see", "owner admin editor finance viewer"],
    ["attribution:write", "owner admin editor finance"],
    ["usage:write", "owner admin editor"],
    ["reports:export", "owner admin editor finance viewer"],
    ["prices:write", "owner admin finance"],
    ["profile:write", "owner admin editor finance viewer"],
    ["settings:write", "owner admin"],
    ["keys:write", "owner admin"],
  ])("%s: %s", (permission, expected) => expect(who(permission)).toBe(expected));

  test("who sees only some teams touches nothing that belongs to all", () => {
    const left = (Object.keys(permissions) as Permission[]).filter((permission) => roleMay("owner", [1], permission));
    expect(left).toEqual(["spend:see", "models:see", "reports:export", "profile:write"]);
  });

  test("a key does what its scopes say, and never what is for people", () => {
    expect(keyMay(["read"], "spend:see")).toBe(true);
    expect(keyMay(["read"], "imports:write")).toBe(false);
    expect(keyMay(["imports:write"], "spend:see")).toBe(false);
    expect(keyMay(["read", "usage:write", "imports:write", "prices:write", "reports", "audit"], "keys:write")).toBe(false);
  });
});
