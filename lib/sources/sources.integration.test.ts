import { describe, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { snapshot } from "@/lib/db";
import { undoImport } from "@/lib/imports/mutations";
import { daysPeriod } from "@/lib/period";
import { savings } from "@/lib/savings/queries";
import { events } from "@/lib/spend/events";
import { overview } from "@/lib/spend/overview";
import { spend } from "@/lib/spend/queries";
import { monthRange } from "@/lib/spend/range";
import { monthsWithUsage } from "@/lib/spend/span";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader as header, take } from "@/lib/testing/files";
import { recordStanding } from "./mutations";
import { overlaps } from "./overlap";
import { previewStanding, sourceLines } from "./overview";
import type { NewStanding } from "./schema";

freshDatabase();

const period = daysPeriod("2026-01-01", "2027-01-01", "UTC");
const line = (at: string, model: string, { tokens = 1000, team = "", user = "", requests = "1", id = "" } = {}) =>
  `${at},${model.replace("/", ",")},${tokens},0,,${requests},,${team},,${user},${id}`;
const csv = (...lines: string[]) => [header, ...lines].join("\n");
const standing = (source: string, of: Partial<NewStanding> = {}): NewStanding => ({ source, provider: null, from: null, counted: false, ...of });
const tokens = async (access: Access, of: Omit<Parameters<typeof spend>[1], "period"> = {}) =>
  Number((await spend(access, { period, ...of })).total.tokens.input);

/** A console's totals, and a gateway that saw the same calls to OpenAI, and some more. */
async function twoSources() {
  const access = await freshWorkspace();
  await take(access, csv(line("2026-05-30T10:00Z", "openai/gpt-4o"), line("2026-06-02T10:00Z", "openai/gpt-4o", { tokens: 4000 })), {
    source: "console",
  });
  const log = csv(
    line("2026-06-02T10:00Z", "openai/gpt-4o-2024-11-20", { tokens: 3900, id: "a" }),
    line("2026-06-03T10:00Z", "mistral/mistral-medium-latest", { tokens: 200, id: "b" }),
  );
  const record = await take(access, log, { source: "gateway" });
  return { access, record };
}

describe("a source that is only compared", () => {
  test("makes no spend, and is there where it is asked for by name", async () => {
    const { access } = await twoSources();
    expect(await tokens(access)).toBe(9100);
    await recordStanding(access, standing("gateway"));
    expect(await tokens(access)).toBe(5000);
    expect(await tokens(access, { groupBy: ["source"] })).toBe(5000);
    expect(await tokens(access, { filters: { source: ["console", "gateway"] } })).toBe(5000);
    const asked = await spend(access, { period, filters: { source: ["gateway"] } });
    expect([Number(asked.total.tokens.input), asked.total.comparedOnly]).toEqual([4100, { tokens: 4100n, requests: 2n }]);
    const shown = { range: monthRange("2026-06"), compare: "none", step: "day", measure: "cost", groupBy: "model", ranked: [] } as const;
    const { total } = await overview(access, { ...shown, filters: { source: ["gateway"] } }, Date.parse("2026-07-10T00:00Z"));
    expect(total.comparedOnly).toEqual(asked.total.comparedOnly);

    const hours = daysPeriod("2026-06-01", "2026-06-10", "UTC");
    expect(Number((await spend(access, { period: hours, granularity: "hour" })).total.tokens.input)).toBe(4000);
    expect((await events(access, { period })).items.map(({ source }) => source)).toEqual(["console", "console"]);
    expect((await events(access, { period, filters: { source: ["gateway"] } })).items).toHaveLength(2);
    expect(Number((await savings(access, { period })).total.tokens)).toBe(5000);
    expect((await spend(access, { period })).total.dataUntil).toBe(Date.parse("2026-06-02T10:00Z"));
  });

  test("is so from its day on, for its provider, until it is said otherwise", async () => {
    const { access } = await twoSources();
    await recordStanding(access, standing("gateway", { provider: "openai" }));
    expect(await tokens(access)).toBe(5200); // Mistral's 200 still count
    await recordStanding(access, standing("gateway"));
    await recordStanding(access, standing("gateway", { provider: "openai", from: "2026-06-02", counted: true }));
    expect(await tokens(access)).toBe(8900); // what was said of OpenAI goes before what was said of all
    await recordStanding(access, standing("console", { from: "2026-06-01" }));
    expect(await tokens(access)).toBe(4900);
    expect(await monthsWithUsage(access)).toEqual(["2026-05", "2026-06"]);
    await recordStanding(access, standing("console"));
    expect(await monthsWithUsage(access)).toEqual(["2026-06"]);
  });

  test("has the effect that was foreseen, month by month", async () => {
    const { access } = await twoSources();
    const byMonth = async () => (await spend(access, { period, granularity: "month" })).rows.map(({ period: month, cost }) => [month, cost]);
    const before = await byMonth();
    const foreseen = await previewStanding(access, standing("gateway", { from: "2026-06-01" }));
    expect(await byMonth()).toEqual(before);
    await recordStanding(access, standing("gateway", { from: "2026-06-01" }));
    expect(foreseen.map(({ month, before: { cost } }) => [month, cost])).toEqual(before.filter(([month]) => month === "2026-06"));
    expect(foreseen.map(({ month, after: { cost } }) => [month, cost])).toEqual((await byMonth()).filter(([month]) => month === "2026-06"));
  });

  test("is listed with all it brought, and as what it counts", async () => {
    const { access } = await twoSources();
    await recordStanding(access, standing("gateway", { provider: "OpenAI" }));
    const lines = await sourceLines(access, "2026-07-01");
    expect(lines.map(({ name, firstDay, lastDay, rows }) => [name, firstDay, lastDay, rows])).toEqual([
      ["console", "2026-05-30", "2026-06-02", 2n],
      ["gateway", "2026-06-02", "2026-06-03", 2n],
    ]);
    const providers = lines.flatMap(({ name, providers: of }) =>
      of.map(({ provider, sums, isCounted }) => [name, provider, sums.tokens.input, isCounted]),
    );
    expect(providers.sort()).toEqual([
      ["console", "openai", 5000n, true],
      ["gateway", "mistral", 200n, true],
      ["gateway", "openai", 3900n, false],
    ]);
  });

  test("must be one that usage has come from", async () => {
    const { access } = await twoSources();
    await expect(recordStanding(access, standing("nobody"))).rejects.toMatchObject({ code: "not_found" });
    const other = await freshWorkspace();
    await expect(recordStanding(other, standing("gateway"))).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("an overlap", () => {
  test("of two counted sources is said with its model, days and tokens, under whatever name each has it", async () => {
    const { access, record } = await twoSources();
    // A snapshot's name and the model's own are one model; Mistral and 30 May are in one source alone.
    expect(record.warnings).toEqual([{ code: "overlaps_source", detail: "console: openai/gpt-4o (2026-06-02; 3900 ↔ 4000)" }]);
    const [found, ...more] = await snapshot((client) => overlaps(client, access, period));
    expect(found).toMatchObject({ kind: "source", provider: "openai", model: "gpt-4o", days: 1, firstDay: "2026-06-02", lastDay: "2026-06-02" });
    expect([found?.one, found?.other].map((side) => [side?.source, side?.tokens])).toEqual([
      ["console", 4000n],
      ["gateway", 3900n],
    ]);
    expect(more).toEqual([]);
  });

  test("is none where only one of them counts, or the other is undone", async () => {
    const { access, record } = await twoSources();
    await recordStanding(access, standing("gateway"));
    expect(await snapshot((client) => overlaps(client, access, period))).toEqual([]);
    const again = await take(access, csv(line("2026-06-02T11:00Z", "openai/gpt-4o", { id: "c" })), { source: "gateway" });
    expect(again.warnings).toEqual([]);
    await recordStanding(access, standing("gateway", { counted: true }));
    await undoImport(access, record.id ?? 0);
    await undoImport(access, again.id ?? 0);
    expect(await snapshot((client) => overlaps(client, access, period))).toEqual([]);
  });

  test("is said by a check, which keeps nothing", async () => {
    const { access } = await twoSources();
    const checked = await take(access, csv(line("2026-06-02T12:00Z", "openai/gpt-4o-2024-08-06")), { source: "third", isDryRun: true });
    expect(checked.warnings.map(({ code }) => code)).toEqual(["overlaps_source"]);
  });

  test("of one source's totals, broken down in two ways, is said; of its single requests it is not", async () => {
    const access = await freshWorkspace();
    const total = (of: { team?: string; user?: string; tokens: number }) => line("2026-06-02T00:00Z", "openai/gpt-4o", { ...of, requests: "9" });
    await take(access, csv(total({ team: "A", tokens: 500 }), total({ team: "B", tokens: 700 })), { source: "console" });
    const same = await take(access, csv(line("2026-06-02T00:00Z", "openai/gpt-4o", { team: "C", tokens: 1, requests: "2" })), { source: "console" });
    expect(same.warnings).toEqual([]);
    const byUser = await take(access, csv(total({ user: "u", tokens: 1200 })), { source: "console" });
    expect(byUser.warnings).toEqual([{ code: "overlaps_breakdown", detail: "user ↔ team: openai/gpt-4o (2026-06-02; 1200 ↔ 1201)" }]);

    await take(access, csv(line("2026-06-05T10:00Z", "openai/gpt-4o", { user: "u", id: "x" })), { source: "log" });
    const next = await take(access, csv(line("2026-06-05T11:00Z", "openai/gpt-4o", { id: "y" })), { source: "log" });
    expect(next.warnings).toEqual([]);
  });
});
