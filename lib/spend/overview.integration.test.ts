import { afterEach, describe, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { addMonths, daysPeriod } from "@/lib/period";
import { loadSample } from "@/lib/sample/mutations";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader as header, take } from "@/lib/testing/files";
import { totalTokens } from "@/lib/usage/tokens";
import { totalOf } from "./difference";
import { type Dimension, dimensions } from "./dimension";
import { measures } from "./measure";
import { type OverviewQuery, overview, usedValues } from "./overview";
import { spend } from "./queries";
import { parseRange } from "./range";
import { bucketTotals } from "./series";

freshDatabase();

const at = Date.parse("2027-03-01T00:00Z");
const range = (text: string) => {
  const found = parseRange(text, "2026-07-10");
  if (!found) throw new Error(`no range: ${text}`);
  return found;
};
const asked = (text: string, more: Partial<OverviewQuery> = {}): OverviewQuery => ({
  ...{ range: range(text), compare: "previous", step: "day", measure: "cost", groupBy: "model", ranked: ["model", "team", "project", "user"] },
  ...more,
});

describe("days, months and a year add up, wherever the workspace and the server are", () => {
  const zoneOfServer = process.env.TZ;
  afterEach(() => {
    process.env.TZ = zoneOfServer;
    if (zoneOfServer === undefined) delete process.env.TZ;
  });

  test.each([
    ["Asia/Kolkata", "America/Los_Angeles"],
    ["Asia/Kathmandu", "UTC"],
    ["Australia/Lord_Howe", "Europe/Paris"],
    ["America/Los_Angeles", "Asia/Kathmandu"],
    ["Europe/Paris", "Australia/Lord_Howe"],
    ["Africa/Cairo", "America/Havana"],
    ["America/Havana", "Africa/Cairo"],
    ["Atlantic/Azores", "Asia/Kolkata"],
  ])("in %s, from a server in %s", { timeout: 120_000 }, async (timezone, server) => {
    process.env.TZ = server;
    const access = await freshWorkspace({ timezone });
    // Every five and three quarter hours through 2026 and its two changes of clocks, each with tokens of its own, at $2.50 a million.
    const step = 5.75 * 3_600_000;
    const events = Array.from({ length: Math.floor((366 * 24 * 3_600_000) / step) }, (_, index) => ({
      time: Date.parse("2025-12-31T12:00Z") + index * step,
      tokens: 1000 + index,
    }));
    const rows = events.map(({ time, tokens }) => `${new Date(time).toISOString()},openai,gpt-4o,${tokens},0,,1,,Search,,,`);
    await take(access, [header, ...rows].join("\n"));
    // The day on the clock of the zone, as the browser's calendar knows it; nothing of ours computes it.
    const calendar = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, year: "numeric", month: "2-digit", day: "2-digit" });
    const expected = new Map<string, bigint>();
    for (const { time, tokens } of events) {
      const day = calendar.format(time);
      expected.set(day, (expected.get(day) ?? 0n) + BigInt(tokens) * 2_500_000n); // pico-dollars
    }
    const within = (prefix: string) => [...expected].filter(([day]) => day.startsWith(prefix)).reduce((sum, [, cost]) => sum + cost, 0n);

    const year = await overview(access, asked("2026", { step: "month", compare: "none" }), at);
    expect(year.total.cost).toBe(within("2026"));
    const months = bucketTotals(year.series, year.buckets.length);
    expect(year.buckets.map(({ label }) => label)).toEqual(Array.from({ length: 12 }, (_, place) => addMonths("2026-01", place)));
    for (const [place, { label }] of year.buckets.entries()) {
      const month = await overview(access, asked(label ?? "", { compare: "none" }), at);
      const days = bucketTotals(month.series, month.buckets.length);
      for (const [index, bucket] of month.buckets.entries())
        expect([bucket.label, days[index]]).toEqual([bucket.label, expected.get(bucket.label ?? "")]);
      expect(days.reduce<bigint>((sum, cost) => sum + (cost ?? 0n), 0n)).toBe(month.total.cost);
      expect([months[place], within(label ?? "")]).toEqual([month.total.cost, month.total.cost]);
    }
  });
});

describe("every part says the same as the API", () => {
  const sameAsSpend = async (access: Access, query: OverviewQuery) => {
    const { filters, excluded } = query;
    const picked = { ...(filters && { filters }), ...(excluded && { excluded }) };
    const period = daysPeriod(query.range.from, query.range.to, access.timezone);
    const groups = (by: Dimension): Dimension[] => (by === "model" ? ["provider", "model"] : [by]);
    const found = await overview(access, query, at);
    const byStep = await spend(access, { period, granularity: query.step, ...picked });
    const amount = {
      cost: (row: (typeof byStep.rows)[0]) => row.cost,
      tokens: (row: (typeof byStep.rows)[0]) => totalTokens(row.tokens),
      requests: (row: (typeof byStep.rows)[0]) => row.requests,
    }[query.measure];

    expect(found.total).toEqual(byStep.total);
    const totals = bucketTotals(found.series, found.buckets.length);
    for (const [index, { label }] of found.buckets.entries()) {
      const row = byStep.rows.find(({ period: name }) => name === label);
      if (!row) expect(totals[index], `nothing was reported in ${label}`).toBeNull();
      else expect([label, totals[index] ?? 0n]).toEqual([label, amount(row) ?? 0n]);
    }
    for (const by of [query.groupBy, ...query.ranked]) {
      const { rows } = await spend(access, { period, groupBy: groups(by), ...picked });
      const told = new Map(found.names.get(by)?.now.map(({ name, sums }) => [name, sums]));
      expect(told.size).toBe(rows.length);
      for (const { dimensions: names, requests, tokens, cost, unpriced } of rows) {
        const name = by === "model" ? `${names.provider ?? ""}/${names.model ?? ""}` : (names[by] ?? null);
        expect([by, name, told.get(name)]).toEqual([by, name, { requests, tokens, cost, unpriced }]);
      }
    }
    if (found.causes && found.fair) {
      expect(found.causes.now - found.causes.before).toBe(totalOf(found.causes.parts));
      expect([found.causes.before, found.causes.now]).toEqual([found.fair.previous.cost ?? 0n, found.fair.current.cost ?? 0n]);
    }
    return found;
  };

  test("for months, quarters and days, by every dimension, filtered and in every measure", { timeout: 240_000 }, async () => {
    const access = await freshWorkspace();
    await loadSample(access);
    for (const groupBy of dimensions) await sameAsSpend(access, asked("2026-05", { groupBy }));
    for (const measure of measures) await sameAsSpend(access, asked("2026-Q2", { measure, step: "week", groupBy: "team" }));
    await sameAsSpend(access, asked("2026-06-08..2026-06-09", { step: "hour", groupBy: "project", compare: "weekday" }));
    await sameAsSpend(access, asked("2026-06", { filters: { team: ["Search", null] }, groupBy: "user", compare: "year" }));
    await sameAsSpend(access, asked("2026-06", { excluded: { team: ["Search"], model: ["openai/gpt-4o-mini"] }, compare: "whole" }));
    const wide = await sameAsSpend(access, asked("2026", { step: "month", filters: { provider: ["mistral"] } }));
    expect(wide.teamDays).toEqual([]); // too long to look at day by day
  });

  test("a month that is not over is compared with the same elapsed part, and what lies in the future is in its total", async () => {
    const access = await freshWorkspace();
    const row = (time: string, tokens: number) => `${time},openai,gpt-4o,${tokens},0,,1,,Search,,,`;
    await take(
      access,
      [header, row("2026-05-10T00:00:00Z", 4_000_000), row("2026-05-25T00:00:00Z", 8_000_000), row("2026-06-18T09:10:00Z", 2_000_000)].join("\n"),
    );
    const then = Date.parse("2026-06-18T12:00Z");
    const found = await overview(access, asked("2026-06"), then);
    // Until a quarter past nine on the 18th: $10 of May had been spent by then, and the later $20 had not.
    expect([found.fair?.current.cost, found.fair?.previous.cost]).toEqual([5n * 10n ** 12n, 10n * 10n ** 12n]);
    expect(found.before.reduce<bigint>((sum, each) => sum + (each ?? 0n), 0n)).toBe(30n * 10n ** 12n); // the trend shows all of May

    await take(access, [header, row("2026-06-19T00:00:00Z", 1_000_000)].join("\n")); // a day ahead
    const ahead = await overview(access, asked("2026-06"), then);
    expect([ahead.total.cost, ahead.fair?.current.cost]).toEqual([75n * 10n ** 11n, 5n * 10n ** 12n]);
  });

  test("the values of a filter are those of what the others keep", async () => {
    const access = await freshWorkspace();
    await loadSample(access);
    const values = await usedValues(access, { range: range("2026-06"), filters: { team: ["Search"] } }, "model");
    const { rows } = await spend(access, {
      period: daysPeriod("2026-06-01", "2026-07-01", "UTC"),
      groupBy: ["provider", "model"],
      filters: { team: ["Search"] },
    });
    expect(values.map(({ name }) => name).sort()).toEqual(rows.map(({ dimensions: names }) => `${names.provider}/${names.model}`).sort());
  });
});
