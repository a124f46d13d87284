import { expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { mintAccess } from "@/lib/access-mint";
import { annotate, changeAnnotation, deleteAnnotation, restoreAnnotation } from "@/lib/annotations/mutations";
import { annotationsOf } from "@/lib/annotations/queries";
import { pool } from "@/lib/db";
import type { Person } from "@/lib/people/person";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { chooseDefaultView, deleteView, type Keeper, renameView, restoreView, saveView } from "./mutations";
import { savedViews } from "./queries";

freshDatabase();

async function keeper(access: Access, name: string, { mayShare = true, teams = "all" as Access["teams"] } = {}): Promise<Keeper> {
  const { rows } = await pool().query<{ id: string }>('insert into "user" (email, name) values ($1, $2) returning id', [
    `${name}-${access.workspaceId}@example.com`,
    name,
  ]);
  const id = rows[0]?.id ?? "";
  return { access: mintAccess({ ...access, teams, actor: `user:${id}` }), person: { id, name } as Person, mayShare };
}

const seen = async ({ access, person }: Keeper) =>
  (await savedViews(access, person)).map(({ name, isShared, isDefault, isDeleted }) => [name, isShared, isDefault, isDeleted]);
const trail = async ({ workspaceId }: Access) =>
  (await pool().query<{ action: string }>("select action from audit_entry where workspace_id = $1 order by id", [workspaceId])).rows.map(
    ({ action }) => action,
  );

test("one's own views are nobody else's, those for everybody are for whoever sees all teams", async () => {
  const access = await freshWorkspace();
  const [nora, vic, limited] = [
    await keeper(access, "Nora"),
    await keeper(access, "Vic", { mayShare: false }),
    await keeper(access, "Li", { teams: [1] }),
  ];
  const own = await saveView(vic, { name: "Mine", search: "?period=last-7" });
  const shared = await saveView(nora, { name: "Ours", search: "?period=2026-06&team=Search", shared: "1" });
  expect(await seen(nora)).toEqual([["Ours", true, false, false]]);
  expect(await seen(vic)).toEqual([
    ["Mine", false, false, false],
    ["Ours", true, false, false],
  ]);
  expect(await seen(limited)).toEqual([]);
  await expect(saveView(vic, { name: "No", search: "?", shared: "1" })).rejects.toMatchObject({ code: "not_allowed" });
  await expect(renameView(vic, shared, "x")).rejects.toMatchObject({ code: "not_allowed" });
  await expect(deleteView(nora, own)).rejects.toMatchObject({ code: "not_found" });
  await expect(chooseDefaultView(limited, shared)).rejects.toMatchObject({ code: "not_found" });
  expect(await trail(access)).toEqual(["view.saved"]); // of the shared one only
});

test("a deleted view comes back as it was, as somebody's default, too", async () => {
  const access = await freshWorkspace();
  const nora = await keeper(access, "Nora");
  const id = await saveView(nora, { name: "Ours", search: "?period=this-month", shared: "1" });
  await chooseDefaultView(nora, id);
  await renameView(nora, id, "Everybody's");
  await deleteView(nora, id);
  expect(await seen(nora)).toEqual([["Everybody's", true, false, true]]);
  await restoreView(nora, id);
  expect(await seen(nora)).toEqual([["Everybody's", true, true, false]]);
  await chooseDefaultView(nora, id); // once more, and it is none
  expect(await seen(nora)).toEqual([["Everybody's", true, false, false]]);
  expect(await trail(access)).toEqual(["view.saved", "view.renamed", "view.deleted", "view.restored"]);
});

test("what is written on a day is changed, deleted and brought back, with a trail, and says who wrote it", async () => {
  const access = await freshWorkspace();
  const nora = await keeper(access, "Nora");
  const days = { from: "2026-06-01", to: "2026-07-01" };
  const id = await annotate(nora.access, { day: "2026-06-09", text: "Launch of search" });
  await annotate(nora.access, { day: "2026-07-01", text: "Not in June" });
  await changeAnnotation(nora.access, id, { day: "2026-06-10", text: "Launch of search" });
  const written = { id, day: "2026-06-10", text: "Launch of search", author: "Nora" };
  expect(await annotationsOf(nora.access, days)).toEqual([{ ...written, isDeleted: false }]);
  await deleteAnnotation(nora.access, id);
  expect(await annotationsOf(nora.access, days)).toEqual([{ ...written, isDeleted: true }]);
  await restoreAnnotation(nora.access, id);
  expect(await annotationsOf(nora.access, days)).toEqual([{ ...written, isDeleted: false }]);
  expect(await annotationsOf((await keeper(access, "Li", { teams: [1] })).access, days)).toEqual([]);
  const other = await freshWorkspace();
  await expect(deleteAnnotation(other, id)).rejects.toMatchObject({ code: "not_found" });
  expect(await trail(access)).toEqual([
    "annotation.written",
    "annotation.written",
    "annotation.changed",
    "annotation.deleted",
    "annotation.restored",
  ]);
});
