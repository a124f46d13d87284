import { describe, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { cubeSums, canonicalHeader as header, rollupOf, take, visibleSums } from "@/lib/testing/files";
import { difference } from "./conflict";
import { resolveConflicts } from "./conflict-resolution";
import { conflicts, openConflicts } from "./conflicts";
import { restoreImport, undoImport } from "./mutations";
import { undoEffect } from "./queries";

freshDatabase();

const line = (id: string, { at = "2026-06-01T10:00:00Z", input = 1_000_000, team = "A" } = {}) =>
  `${at},openai,gpt-4o,${input},0,,1,,${team},p,u,${id}`;
const csv = (...lines: string[]) => [header, ...lines].join("\n");
const first = csv(line("a"), line("b"));
const again = csv(line("a", { input: 3_000_000 }), line("b", { input: 2_000_000 }), line("c"));

async function inConflict() {
  const access = await freshWorkspace();
  const one = await take(access, first);
  const before = await rollupOf(access);
  const two = await take(access, again, { filename: "again.csv" });
  return { access, before, one: one.id ?? 0, two: two.id ?? 0 };
}

async function totalInput({ workspaceId }: Access): Promise<string | undefined> {
  const { rows } = await pool().query<{ input: string }>("select sum(input)::text as input from usage_day where workspace_id = $1", [workspaceId]);
  return rows[0]?.input;
}

test("conflicts are shown with both rows and their difference, a page at a time", async () => {
  const { access, one, two } = await inConflict();
  const page = await conflicts(access, two, { limit: 1 });
  const [conflict] = page.items;
  expect(conflict).toMatchObject({ state: "open", before: { importId: one, line: "2", model: "gpt-4o" }, after: { importId: two, line: "2" } });
  expect(conflict?.before?.tokens?.input).toBe(1_000_000n);
  expect(conflict?.after?.tokens?.input).toBe(3_000_000n);
  // 2 M more at $2.50 the million.
  expect(conflict && difference(conflict)).toEqual({ tokens: 2_000_000n, cost: 5_000_000_000_000n });
  const next = await conflicts(access, two, { cursor: page.nextCursor ?? "" });
  expect(next.items.map(({ after }) => after?.line)).toEqual(["3"]);
  expect(next.nextCursor).toBeNull();
  expect(await openConflicts(access, two)).toBe(2);
});

describe("settled afterwards", () => {
  test("replacing all is the same as having replaced at import", async () => {
    const { access, before, one, two } = await inConflict();
    const { settled, record } = await resolveConflicts(access, two, { replace: "all" });
    expect(settled).toBe(2);
    expect(record).toMatchObject({ rows: 3, accepted: 3, duplicates: 0, conflicts: 2, totals: { input: 6_000_000n, requests: 3n } });
    expect(await cubeSums(access)).toEqual(await visibleSums(access));
    expect((await undoEffect(access, one)).skippedBy).toEqual([]);
    expect(await openConflicts(access, two)).toBe(0);
    expect(await take(access, again)).toMatchObject({ accepted: 0, duplicates: 3, conflicts: 0 });

    await undoImport(access, two);
    expect(await rollupOf(access)).toEqual(before);
    expect(await restoreImport(access, two)).toMatchObject({ accepted: 3, duplicates: 0, totals: { input: 6_000_000n } });
    expect(await cubeSums(access)).toEqual(await visibleSums(access));
  });

  test("only what is chosen is replaced, once", async () => {
    const { access, two } = await inConflict();
    const [chosen] = (await conflicts(access, two)).items;
    for (const settled of [1, 0]) expect(await resolveConflicts(access, two, { replace: [chosen?.id ?? ""] })).toMatchObject({ settled });
    expect((await conflicts(access, two)).items.map(({ state }) => state)).toEqual(["replaced", "open"]);
    expect(await totalInput(access)).toBe("5000000"); // 3 M of a as it came, 1 M of b as it was, 1 M of c
    expect(await cubeSums(access)).toEqual(await visibleSums(access));
  });

  test("keeping changes no number, and can be thought better of", async () => {
    const { access, two } = await inConflict();
    const before = await rollupOf(access);
    expect(await resolveConflicts(access, two, { keep: "all" })).toMatchObject({ settled: 2 });
    expect(await rollupOf(access)).toEqual(before);
    expect(await resolveConflicts(access, two, { replace: "all" })).toMatchObject({ settled: 0 });
    const [kept] = (await conflicts(access, two)).items;
    expect(await resolveConflicts(access, two, { replace: [kept?.id ?? ""] })).toMatchObject({ settled: 1 });
    expect(await cubeSums(access)).toEqual(await visibleSums(access));
  });

  test("a row kept aside does not come in by itself when its import is restored", async () => {
    const { access, one, two } = await inConflict();
    const before = await rollupOf(access);
    await undoImport(access, one);
    await undoImport(access, two);
    await restoreImport(access, two);
    await restoreImport(access, one);
    expect(await rollupOf(access)).toEqual(before);
  });

  test("what replaced the row meanwhile is replaced in its turn, and returns first", async () => {
    const { access, before, two } = await inConflict();
    const three = await take(access, csv(line("a", { input: 9_000_000 })), { onConflict: "replace" });
    await resolveConflicts(access, two, { replace: "all" });
    expect(await cubeSums(access)).toEqual(await visibleSums(access));
    await undoImport(access, two);
    await undoImport(access, three.id ?? 0);
    expect(await rollupOf(access)).toEqual(before);
    await restoreImport(access, three.id ?? 0);
    expect(await totalInput(access)).toBe("10000000"); // 9 M of a, 1 M of b
    expect(await cubeSums(access)).toEqual(await visibleSums(access));
  });

  test("two rows of one file are told, and cannot be chosen between", async () => {
    const access = await freshWorkspace();
    const { id, conflicts: count } = await take(access, csv(line("a"), line("a", { input: 5 })));
    expect(count).toBe(1);
    expect((await conflicts(access, id ?? 0)).items).toMatchObject([{ state: "fixed" }]);
    expect(await resolveConflicts(access, id ?? 0, { replace: "all" })).toMatchObject({ settled: 0 });
  });

  test("of an undone import, or of another workspace's, nothing is settled", async () => {
    const { access, two } = await inConflict();
    await expect(resolveConflicts(await freshWorkspace(), two, { replace: "all" })).rejects.toMatchObject({ code: "not_found" });
    await undoImport(access, two);
    await expect(resolveConflicts(access, two, { replace: "all" })).rejects.toMatchObject({ code: "import_not_done" });
  });

  test("charges are settled as usage is", async () => {
    const access = await freshWorkspace();
    const cost = (amount: string) =>
      `start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item,project_id,organization_id\n1780272000,1780358400,2026-06-01T00:00:00+00:00,2026-06-02T00:00:00+00:00,${amount},usd,"gpt-4o-2024-08-06, input",proj_1,org_1\n`;
    const one = await take(access, cost("1.5"));
    expect(one).toMatchObject({ format: "openai-cost-csv", accepted: 1, charges: 1 });
    const two = await take(access, cost("2.5"));
    expect(two).toMatchObject({ accepted: 0, conflicts: 1, charges: 0 });
    expect((await conflicts(access, two.id ?? 0)).items).toMatchObject([
      { before: { charge: { amount: "1.5", currency: "USD" } }, after: { charge: { amount: "2.5", currency: "USD" } } },
    ]);
    const { record } = await resolveConflicts(access, two.id ?? 0, { replace: "all" });
    expect(record).toMatchObject({ accepted: 1, duplicates: 0, charges: 1, reportedCost: { USD: "2.5" } });
    const visible = () =>
      pool().query(
        `select trim_scale(amount)::text as amount from charge c join import i using (workspace_id)
         where workspace_id = $1 and i.id = c.import_id and i.status = 'done' and not superseded`,
        [access.workspaceId],
      );
    expect((await visible()).rows).toEqual([{ amount: "2.5" }]);
    await undoImport(access, two.id ?? 0);
    expect((await visible()).rows).toEqual([{ amount: "1.5" }]);
  });
});
