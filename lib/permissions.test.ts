import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { canBeLimited, highest, keyMay, type Permission, permissions, roleMay, roles, rolesUpTo } from "./permissions";

const who = (permission: Permission) => roles.filter((role) => roleMay(role, "all", permission)).join(" ");

describe("who may do what", () => {
  test.each<[Permission, string]>([
    ["spend:see", "owner admin editor finance viewer"],
    ["views:write", "owner admin editor finance viewer"],
    ["views:share", "owner admin editor"],
    ["annotations:write", "owner admin editor"],
    ["models:see", "owner admin editor finance viewer"],
    ["imports:see", "owner admin editor finance viewer"],
    ["imports:write", "owner admin editor"],
    ["attribution:see", "owner admin editor finance viewer"],
    ["attribution:write", "owner admin editor finance"],
    ["usage:write", "owner admin editor"],
    ["reports:export", "owner admin editor finance viewer"],
    ["reports:deliver", "owner admin finance"],
    ["scenarios:keep", "owner admin editor finance viewer"],
    ["scenarios:write", "owner admin editor finance"],
    ["alerts:write", "owner admin finance"],
    ["finance:see", "owner admin editor finance viewer"],
    ["finance:write", "owner admin finance"],
    ["reconciliation:see", "owner admin editor finance viewer"],
    ["periods:close", "owner admin finance"],
    ["periods:reopen", "owner admin"],
    ["prices:write", "owner admin finance"],
    ["book:write", "owner"],
    ["estimator:open", "owner"],
    ["profile:write", "owner admin editor finance viewer"],
    ["settings:write", "owner admin"],
    ["keys:write", "owner admin"],
    ["members:write", "owner admin"],
    ["sign-in:write", "owner admin"],
    ["ownership:write", "owner"],
  ])("%s: %s", (permission, expected) => expect(who(permission)).toBe(expected));

  test("who sees only some teams touches nothing that belongs to all", () => {
    const left = (Object.keys(permissions) as Permission[]).filter((permission) => roleMay("owner", [1], permission));
    expect(left).toEqual(["spend:see", "views:write", "models:see", "reports:export", "scenarios:keep", "budgets:see", "profile:write"]);
  });

  test("a key does what its scopes say, and never what is for people", () => {
    expect(keyMay(["read"], "spend:see")).toBe(true);
    expect(keyMay(["read"], "imports:write")).toBe(false);
    expect(keyMay(["imports:write"], "spend:see")).toBe(false);
    expect(keyMay(["read", "usage:write", "imports:write", "prices:write", "reports", "audit"], "keys:write")).toBe(false);
  });
});

describe("who can give which role", () => {
  test("nobody one above their own", () => {
    expect(rolesUpTo("owner")).toEqual(["owner", "admin", "editor", "finance", "viewer"]);
    expect(rolesUpTo("admin")).toEqual(["admin", "editor", "finance", "viewer"]);
  });

  test("of several the highest counts", () => {
    expect(highest(["viewer", "finance", "editor"])).toBe("editor");
    expect(highest([])).toBeNull();
  });

  test("who runs the workspace sees all teams", () => expect(roles.filter(canBeLimited)).toEqual(["editor", "finance", "viewer"]));
});

test("docs/people.md says of every permission who has it", () => {
  const told = readFileSync("docs/people.md", "utf8")
    .split("\n")
    .filter((line) => /^\| `[a-z-]+:[a-z]+`/.test(line))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const rows = told.map(([, may = "", ...cells]) => [/`(.+?)`/.exec(may)?.[1], ...cells.slice(0, 7)]);
  const yes = (is: boolean) => (is ? "yes" : "no");
  const actual = Object.entries(permissions).map(([name, { scope }]) => {
    const permission = name as Permission;
    const limited = roleMay("viewer", [1], permission);
    return [name, ...roles.map((role) => yes(roleMay(role, "all", permission))), yes(limited), scope ? `\`${scope}\`` : "people only"];
  });
  expect(rows).toEqual(actual);
});
