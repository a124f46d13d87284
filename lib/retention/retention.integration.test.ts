import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Access } from "@/lib/access";
import { auditTrail } from "@/lib/audit/queries";
import { pool } from "@/lib/db";
import { changeTimezone } from "@/lib/imports/boundaries";
import { openConflicts } from "@/lib/imports/conflicts";
import { restoreImport, undoImport } from "@/lib/imports/mutations";
import type { Day, Instant } from "@/lib/period";
import { changePrices } from "@/lib/repricing/change";
import { events } from "@/lib/spend/events";
import { spend } from "@/lib/spend/queries";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { rollupOf } from "@/lib/testing/files";
import { takeRows, usageRow } from "@/lib/testing/rows";
import { dropOldEvents, purgeUndone } from "./mutations";

freshDatabase();

const today = "2026-11-20T12:00:00Z";
const at = (day: Day, time = "10:30:00Z"): Instant => Date.parse(`${day}T${time}`);
const all = { from: at("2020-01-01", "00:00:00Z"), to: at("2027-01-01", "00:00:00Z") };
const row = (day: Day, requestId: string, input = 1_000_000n) =>
  usageRow({ startsAt: at(day), requestId, tokens: { ...usageRow({ startsAt: 0, requestId }).tokens, input } });

beforeEach(() => {
  vi.stubEnv("OBOLE_NOW", today);
});

async function eventsLeft({ workspaceId }: Access): Promise<number> {
  const { rows } = await pool().query("select count(*)::int as count from usage_event where workspace_id = $1", [workspaceId]);
  return rows[0].count;
}

async function identitiesLeft({ workspaceId }: Access): Promise<number> {
  const { rows } = await pool().query("select count(*)::int as count from usage_identity where workspace_id = $1", [workspaceId]);
  return rows[0].count;
}

/** Every figure that the rollup tells, in the groupings people look at. */
async function figures(access: Access): Promise<unknown> {
  const by = (["model", "team", "user"] as const).map((dimension) => spend(access, { period: all, groupBy: [dimension], granularity: "day" }));
  const [total, ...grouped] = await Promise.all([spend(access, { period: all }), ...by]);
  return {
    total: { ...total, total: { ...total?.total, dataUntil: null } },
    grouped: grouped.map(({ rows }) => rows),
    rollup: await rollupOf(access),
  };
}

describe("with 13 months kept, on 20 November 2026", () => {
  // What is kept begins on 1 October 2025.
  const old = ["2025-03-01", "2025-09-30"] as const;
  const recent = ["2025-10-01", "2026-11-19"] as const;

  test("older events go, every figure stays to the last digit, and an old file adds nothing", async () => {
    const access = await freshWorkspace();
    const rows = [...old, ...recent].map((day, index) => row(day, `r${index}`, 1_234_567n + BigInt(index)));
    await takeRows(access, rows);
    const before = await figures(access);
    await dropOldEvents(13);
    expect(await eventsLeft(access)).toBe(2);
    expect(await figures(access)).toEqual(before);
    expect(await identitiesLeft(access)).toBe(4);
    await takeRows(access, rows, { source: "log" });
    expect(await figures(access)).toEqual(before);
    expect((await auditTrail(access)).items.map(({ action }) => action)).toEqual(["workspace.events_dropped"]);
    await dropOldEvents(13);
    expect((await auditTrail(access)).items).toHaveLength(1);
  });

  test("without the setting everything is kept", async () => {
    const access = await freshWorkspace();
    await takeRows(access, [row(old[0], "kept")]);
    await dropOldEvents(null);
    expect(await eventsLeft(access)).toBe(1);
  });

  test("the month is that of the workspace's zone", async () => {
    const access = await freshWorkspace({ timezone: "Asia/Kolkata" });
    // 1 October begins there at 18:30 the evening before.
    await takeRows(access, [
      usageRow({ startsAt: at("2025-09-30", "18:29:59Z"), requestId: "before" }),
      usageRow({ startsAt: at("2025-09-30", "18:30:00Z"), requestId: "after" }),
    ]);
    await dropOldEvents(13);
    expect((await events(access, { period: all })).items.map(({ startsAt }) => startsAt)).toEqual([at("2025-09-30", "18:30:00Z")]);
  });

  test("hours, parts of a day and sizes of prompts are refused where only events could tell, and never zero", async () => {
    const access = await freshWorkspace();
    await takeRows(access, [row(old[1], "old"), row(recent[0], "new")]);
    await dropOldEvents(13);
    const day = { from: at(old[1], "00:00:00Z"), to: at(recent[0], "00:00:00Z") };
    await expect(spend(access, { period: day, granularity: "hour" })).rejects.toMatchObject({ code: "events_gone", status: 410 });
    await expect(spend(access, { period: { ...day, to: at(old[1], "11:00:00Z") } })).rejects.toMatchObject({ code: "events_gone" });
    await expect(spend(access, { period: all, prompt: { above: 5n, upTo: null } })).rejects.toMatchObject({ code: "events_gone" });
    const kept = { from: at(recent[0], "00:00:00Z"), to: at("2025-10-02", "00:00:00Z") };
    expect((await spend(access, { period: kept, granularity: "hour" })).total.requests).toBe(1n);
    // Nothing was used then: there is nothing that events could tell.
    const empty = { from: at("2025-05-01", "00:00:00Z"), to: at("2025-05-01", "07:00:00Z") };
    expect((await spend(access, { period: empty })).total.requests).toBe(0n);
    expect((await spend(access, { period: day })).total.dataUntil).toBe(at(old[1], "00:00:00Z"));
  });

  test("an import without its events is undone right, and not restored", async () => {
    const access = await freshWorkspace();
    await takeRows(access, [row(recent[1], "other")]);
    const before = await figures(access);
    const id = await takeRows(access, [row(old[0], "a"), row(recent[0], "b")]);
    await dropOldEvents(13);
    await undoImport(access, id);
    expect(await figures(access)).toEqual(before);
    await expect(restoreImport(access, id)).rejects.toMatchObject({ code: "events_gone" });
    // Sent again, it counts as the first time.
    await takeRows(access, [row(old[0], "a"), row(recent[0], "b")]);
    expect((await spend(access, { period: all })).total.tokens.input).toBe(3_000_000n);
  });

  test("a row whose event is gone is not replaced: the other is kept aside, and nobody is asked to choose", async () => {
    const access = await freshWorkspace();
    await takeRows(access, [row(old[0], "a")]);
    await dropOldEvents(13);
    const id = await takeRows(access, [row(old[0], "a", 5n)], { onConflict: "replace" });
    expect((await spend(access, { period: all })).total.tokens.input).toBe(1_000_000n);
    expect(await openConflicts(access, id)).toBe(0);
  });

  test("an import that replaced what is gone by now is not undone", async () => {
    const access = await freshWorkspace();
    await takeRows(access, [row(old[0], "a")]);
    const id = await takeRows(access, [row(old[0], "a", 5n)], { onConflict: "replace" });
    await dropOldEvents(13);
    const before = await figures(access);
    await expect(undoImport(access, id)).rejects.toMatchObject({ code: "events_gone" });
    expect(await figures(access)).toEqual(before);
  });

  test("days stay in their zone, and no price of the workspace begins inside an old day", async () => {
    const access = await freshWorkspace();
    await takeRows(access, [row(old[0], "a"), row(recent[0], "b")]);
    await dropOldEvents(13);
    await expect(changeTimezone(access, "Asia/Tokyo")).rejects.toMatchObject({ code: "events_gone" });
    const discount = (startsAt: string) =>
      changePrices(access.workspaceId, async (client) => {
        await client.query(
          "insert into price_rule (workspace_id, kind, provider, model, percent, starts_at, recorded_by) values ($1, 'discount', 'openai', 'gpt-4o', 10, $2, 'system')",
          [access.workspaceId, startsAt],
        );
      });
    await expect(discount(`${old[0]}T08:00:00Z`)).rejects.toMatchObject({ code: "events_gone" });
    await discount(`${old[0]}T00:00:00Z`);
    await discount(`${recent[0]}T08:00:00Z`);
    expect((await spend(access, { period: all })).total.tokens.input).toBe(2_000_000n);
  });
});

describe("an undone import", () => {
  const later = (days: number) => vi.stubEnv("OBOLE_NOW", new Date(Date.parse(today) + days * 86_400_000).toISOString());

  test("holds its rows for 30 days and can be restored, then they are removed for good", async () => {
    const access = await freshWorkspace();
    await takeRows(access, [row(recentDay, "stays")]);
    const id = await takeRows(access, [row(recentDay, "goes"), row("2026-11-18", "too")]);
    await undoImport(access, id);
    const before = await figures(access);
    later(29);
    await purgeUndone();
    expect(await eventsLeft(access)).toBe(3);
    later(31);
    await purgeUndone();
    expect(await eventsLeft(access)).toBe(1);
    expect(await identitiesLeft(access)).toBe(1);
    expect(await figures(access)).toEqual(before);
    await expect(restoreImport(access, id)).rejects.toMatchObject({ code: "restore_too_late" });
    await purgeUndone();
    expect((await auditTrail(access)).items.filter(({ action }) => action === "import.purged")).toHaveLength(1);
  });

  test("whose rows another has replaced gives way to what was there before, also once it is purged", async () => {
    const access = await freshWorkspace();
    await takeRows(access, [row(recentDay, "a", 1n)]);
    const second = await takeRows(access, [row(recentDay, "a", 20n)], { onConflict: "replace" });
    const third = await takeRows(access, [row(recentDay, "a", 300n)], { onConflict: "replace" });
    await undoImport(access, second);
    later(31);
    await purgeUndone();
    expect((await spend(access, { period: all })).total.tokens.input).toBe(300n);
    await undoImport(access, third);
    expect((await spend(access, { period: all })).total.tokens.input).toBe(1n);
  });

  const recentDay = "2026-11-19";
});

test("several processes that sweep at once do it once", async () => {
  vi.stubEnv("OBOLE_NOW", today);
  const access = await freshWorkspace();
  await takeRows(access, [row("2025-03-01", "old")]);
  const undone = await takeRows(access, [row("2026-08-01", "undone")]);
  vi.stubEnv("OBOLE_NOW", "2026-09-01T12:00:00Z");
  await undoImport(access, undone);
  vi.stubEnv("OBOLE_NOW", today);
  await Promise.all([1, 2, 3].flatMap(() => [dropOldEvents(13), purgeUndone()]));
  await dropOldEvents(13); // one that found another at work left it to it, or to the next sweep
  expect(await eventsLeft(access)).toBe(0);
  const done = (await auditTrail(access)).items.map(({ action }) => action).sort();
  expect(done).toEqual(["import.purged", "import.undone", "workspace.events_dropped"]);
});
