import { expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { type Role, roleMay } from "@/lib/permissions";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader, take } from "@/lib/testing/files";
import { freshMember } from "@/lib/testing/people";
import { deleteView, saveView } from "@/lib/views/mutations";
import { placesFor } from "./queries";

freshDatabase();

const usage = [
  canonicalHeader,
  "2026-06-10T10:00:00Z,openai,gpt-4o,1000,10,0,1,,Équipe Données,Atlas,zoé@example.com,r1",
  "2026-06-10T10:00:00Z,openai,gpt-4o,1000,10,0,1,,Search,100%_done,sam@example.com,r2",
].join("\n");

async function seeker(access: Access, role: Role, teams: string[] = []) {
  const { rows } = await pool().query<{ id: number; slug: string; name: string }>("select id, slug, name from workspace where id = $1", [
    access.workspaceId,
  ]);
  const ids = await pool().query<{ id: number }>("select id from dimension_value where workspace_id = $1 and kind = 'team' and name = any($2)", [
    access.workspaceId,
    teams,
  ]);
  const limits = ids.rows.map(({ id }) => id);
  const member = await freshMember(access, role, limits);
  const workspace = { id: access.workspaceId, slug: rows[0]?.slug ?? "", name: "", timezone: "UTC", locale: "en" };
  return {
    ...member,
    workspace,
    may: (permission: Parameters<typeof roleMay>[2]) => roleMay(role, limits.length ? limits : "all", permission),
    locale: "en" as const,
  };
}

async function found(by: Awaited<ReturnType<typeof seeker>>, query: string): Promise<string[]> {
  return (await placesFor(by, query)).map(({ kind, label }) => `${kind} ${label}`);
}

test("pages, models, teams, projects and people are found by name, whatever the accents", async () => {
  const access = await freshWorkspace();
  await take(access, usage);
  const owner = await seeker(access, "owner");
  expect(await found(owner, "equipe")).toEqual(["team Équipe Données"]);
  expect(await found(owner, "zoe")).toEqual(["user zoé@example.com"]);
  expect(await found(owner, "100%_")).toEqual(["project 100%_done"]);
  expect(await found(owner, "savings")).toContain("page Savings");
  expect(await found(owner, "gpt-4o openai")).toContain("model GPT-4o");
  expect(await found(owner, "nothing of the kind")).toEqual([]);
  const [team] = await placesFor(owner, "données");
  expect(team?.href).toBe(`/w/${owner.workspace.slug}/spend?team=${encodeURIComponent("Équipe Données").replaceAll("%20", "+")}`);
});

test("a search leads to no page that would not open, and to no name that may not be seen", async () => {
  const access = await freshWorkspace();
  await take(access, usage);
  const viewer = await seeker(access, "viewer");
  expect(await found(viewer, "members")).toEqual([]);
  expect(await found(viewer, "imports")).toEqual(["page Imports"]);
  const limited = await seeker(access, "viewer", ["Search"]);
  expect(await found(limited, "imports")).toEqual([]);
  for (const hidden of ["equipe", "atlas", "zoe"]) expect(await found(limited, hidden)).toEqual([]);
  expect((await found(limited, "search")).filter((name) => !name.startsWith("model"))).toEqual(["team Search"]);
  expect(await found(limited, "sam")).toContain("user sam@example.com");
  expect(await found(limited, "done")).toContain("project 100%_done");
});

test("one's own views and everybody's are found by name, until they are deleted", async () => {
  const access = await freshWorkspace();
  await take(access, usage);
  const [owner, viewer] = [await seeker(access, "owner"), await seeker(access, "viewer")];
  await saveView({ ...viewer, mayShare: false }, { name: "Mondays of mine", search: "?period=last-7" });
  const shared = await saveView({ ...owner, mayShare: true }, { name: "Mondays of Search", search: "?period=2026-06&team=Search", shared: "1" });
  expect(await found(owner, "mondays")).toEqual(["view Mondays of Search"]);
  expect(await found(viewer, "mondays")).toEqual(["view Mondays of mine", "view Mondays of Search"]);
  expect(await found(await seeker(access, "viewer", ["Search"]), "mondays")).toEqual([]); // a view may name teams that they do not see
  expect((await placesFor(owner, "mondays"))[0]?.href).toBe(`/w/${owner.workspace.slug}/spend?period=2026-06&team=Search`);
  await deleteView({ ...owner, mayShare: true }, shared);
  expect(await found(owner, "mondays")).toEqual([]);
});

test("another workspace's names stay there; the workspaces themselves are offered to their members only", async () => {
  const [access, other] = [await freshWorkspace(), await freshWorkspace()];
  await take(other, usage);
  const owner = await seeker(access, "owner");
  expect(await found(owner, "equipe")).toEqual([]);
  const { rows } = await pool().query<{ name: string }>("select name from workspace where id = $1", [other.workspaceId]);
  const name = rows[0]?.name ?? "";
  expect(await found(owner, name)).toEqual([]);
  await freshMember(other, "viewer", [], owner.person);
  expect(await found(owner, name)).toEqual([`workspace ${name}`]);
});
