import { expect, test } from "vitest";
import { pool } from "@/lib/db";
import { freshDatabase } from "@/lib/testing/database";
import { freshMember, freshPerson } from "@/lib/testing/people";
import { createWorkspace } from "@/lib/workspaces/mutations";
import { homeOf, workspacesOf } from "@/lib/workspaces/queries";
import { isUnclaimed, type SetUp, setUp } from "./mutations";

freshDatabase();

const of: SetUp = {
  ...{ name: "Nora", email: "nora@example.com", password: "a quiet copper coin" },
  ...{ workspace: "Atelier Nord", timezone: "Europe/Paris", locale: "fr" },
};

test("of twenty first visits at once one makes the owner, and none after", async () => {
  expect(await isUnclaimed()).toBe(true);
  const visits = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => setUp({ ...of, email: `nora-${index}@example.com` })));
  expect(visits.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const visit of visits) if (visit.status === "rejected") expect(visit.reason).toMatchObject({ code: "already_set_up" });
  expect(await isUnclaimed()).toBe(false);
  await expect(setUp(of)).rejects.toMatchObject({ code: "already_set_up" });
  const { rows } = await pool().query('select (select count(*)::int4 from "user") as people, (select count(*)::int4 from workspace) as workspaces');
  expect(rows[0]).toEqual({ people: 1, workspaces: 1 });
});

test("whoever runs a workspace founds another and owns it; nobody else does", async () => {
  const { rows } = await pool().query("select id as \"workspaceId\", 'UTC' as timezone from workspace limit 1");
  const founder = await freshMember(rows[0], "admin");
  const viewer = await freshMember(rows[0], "viewer");
  const stranger = await freshPerson();
  const second = { name: "Atelier Nord", timezone: "UTC", locale: "en" as const };
  const { slug } = await createWorkspace(founder.person, second);
  expect(slug).toMatch(/^atelier-nord-[0-9a-f]{6}$/);
  expect(await workspacesOf(founder.person)).toHaveLength(2);
  for (const person of [viewer.person, stranger]) await expect(createWorkspace(person, second)).rejects.toMatchObject({ code: "not_allowed" });
  expect(await homeOf(viewer.person)).toBe("atelier-nord");
  expect(await homeOf(stranger)).toBeNull();
});
