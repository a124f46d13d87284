import { expect, test } from "vitest";
import { type Known, stepOf } from "./standing";

const known = (of: Partial<Known>): Known => ({ member: null, isFormer: false, groupRole: null, domainRole: null, knowsGroups: true, ...of });
const keep = { kind: "keep" };

test("a stranger joins by a group, else by their domain, else not", () => {
  expect(stepOf(known({ groupRole: "finance", domainRole: "viewer" }))).toEqual({ kind: "join", role: "finance", source: "group" });
  expect(stepOf(known({ domainRole: "viewer" }))).toEqual({ kind: "join", role: "viewer", source: "domain" });
  expect(stepOf(known({}))).toEqual(keep);
});

test("who left or was removed stays out", () => expect(stepOf(known({ isFormer: true, groupRole: "admin", domainRole: "viewer" }))).toEqual(keep));

test("a group sets the role of a member, also of one who was invited", () => {
  expect(stepOf(known({ member: { role: "viewer", source: "invitation" }, groupRole: "editor" }))).toEqual({
    kind: "change",
    role: "editor",
    source: "group",
  });
  expect(stepOf(known({ member: { role: "editor", source: "group" }, groupRole: "editor" }))).toEqual(keep);
});

test("who came by a group goes with it, unless their domain holds them", () => {
  expect(stepOf(known({ member: { role: "editor", source: "group" } }))).toEqual({ kind: "leave" });
  expect(stepOf(known({ member: { role: "editor", source: "group" }, domainRole: "viewer" }))).toEqual({
    kind: "change",
    role: "viewer",
    source: "domain",
  });
  expect(stepOf(known({ member: { role: "editor", source: "invitation" } }))).toEqual(keep);
});

test("an owner stays one, and groups nobody told change nothing", () => {
  expect(stepOf(known({ member: { role: "owner", source: "invitation" }, groupRole: "viewer" }))).toEqual(keep);
  expect(stepOf(known({ member: { role: "editor", source: "group" }, knowsGroups: false }))).toEqual(keep);
});
