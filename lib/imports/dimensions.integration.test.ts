import { expect, test } from "vitest";
import { pool } from "@/lib/db";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { usageRow } from "@/lib/testing/rows";
import { Interner } from "./dimensions";

freshDatabase();

const named = (user: string, model = "gpt-4o") => ({ row: usageRow({ startsAt: 0, requestId: user, user, model }), source: "log" });

test("a name keeps its id, however many others are met in between", async () => {
  const { workspaceId } = await freshWorkspace();
  const interner = new Interner(workspaceId, { writes: true, remembers: 3 });
  const first = await interner.of([named("ada"), named("bo"), named("ada")]);
  expect(first[0]?.user).toBeGreaterThan(0);
  expect(first[2]).toEqual(first[0]);
  for (let batch = 0; batch < 5; batch++) await interner.of([named(`other ${batch}`), named(`another ${batch}`)]);
  expect(await interner.of([named("ada"), named("bo")])).toEqual(first.slice(0, 2));
  const { rows } = await pool().query("select count(*)::int from dimension_value where workspace_id = $1 and kind = 'user'", [workspaceId]);
  expect(rows).toEqual([{ count: 12 }]);
});

test("a check writes no name; beyond what it remembers, new ones of a kind share an id, models never", async () => {
  const { workspaceId } = await freshWorkspace();
  const [known] = await new Interner(workspaceId, { writes: true }).of([named("ada")]);
  const interner = new Interner(workspaceId, { writes: false, remembers: 2 });
  const ids = await interner.of([named("ada"), named("bo"), named("cy")]);
  expect(ids.map(({ user }) => user)).toEqual([known?.user, -1, -2]);
  const [di, ed] = await interner.of([named("di", "m1"), named("ed", "m2"), named("bo")]);
  expect(di?.user).toBe(ed?.user);
  expect(di?.model).not.toBe(ed?.model);
  expect((await interner.of([named("bo"), named("ed", "m2")])).map(({ user }) => user)).toEqual([-1, ed?.user]);
  const unwritten = interner.unwritten();
  expect(new Set(unwritten.map(({ id }) => id)).size).toBe(unwritten.length);
  expect(unwritten.filter(({ kind }) => kind === "model").map(({ name }) => name)).toEqual(["m1", "m2"]);
  const { rows } = await pool().query("select name from dimension_value where workspace_id = $1 and kind = 'user'", [workspaceId]);
  expect(rows).toEqual([{ name: "ada" }]);
});
