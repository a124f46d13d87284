import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { dollars, parseDecimal } from "@/lib/money";
import { daysPeriod } from "@/lib/period";
import { recordBaseline, withdrawBaseline } from "@/lib/pricing/mutations";
import { spend } from "@/lib/spend/queries";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { take } from "@/lib/testing/files";
import { explainedSavings } from "./explanation";
import { type SavingsQuery, savings, savingsByModel } from "./queries";
import { attoDollars } from "./savings";

freshDatabase();

const header = "timestamp,provider,model,input_tokens,output_tokens,cached_input_tokens,cache_write_tokens,requests";
const medium = "2026-08-15T10:00:00Z,mistral,mistral-medium-3.1,12000000,4000000,,,1000";
const claude = "2026-08-15T10:00:00Z,anthropic,claude-sonnet-4-5,10000000,2000000,6000000,1000000,1000";
const unknown = "2026-08-15T10:00:00Z,acme,house-model,900000,100000,,,1000";
const period = daysPeriod("2026-08-01", "2026-09-01", "UTC");
const luna = { provider: "openai", model: "gpt-5.6-luna" };

async function workspaceWith(...lines: string[]): Promise<Access> {
  const access = await freshWorkspace();
  await take(access, [header, ...lines].join("\n"));
  return access;
}

async function total(access: Access, query: Partial<SavingsQuery> = {}) {
  const { total: found } = await savings(access, { period, ...query });
  const { actual, list, discount, cacheEffect, reference, avoided, avoidedPercent, times, breakEven, coverage } = found;
  const money = Object.fromEntries(
    Object.entries({ actual, list, discount, cacheEffect, reference, avoided }).map(([name, amount]) => [name, attoDollars(amount)]),
  );
  return { ...money, avoidedPercent, times, breakEven, coverage };
}

describe("12 M input and 4 M output tokens of Mistral Medium 3.1", () => {
  test("against GPT-4o", async () => {
    // 12 × 0.40 + 4 × 2.00 = 12.80; 12 × 2.50 + 4 × 10 = 70.00
    expect(await total(await workspaceWith(medium))).toEqual({
      actual: "12.8",
      list: "12.8",
      discount: "0",
      cacheEffect: "0",
      reference: "70",
      avoided: "57.2",
      avoidedPercent: "81.714286",
      times: "5.468750",
      breakEven: "0.182857",
      coverage: { tokensPercent: "100", excluded: [] },
    });
  });

  test("against GPT-4o that would need fewer tokens", async () => {
    // 12 × 0.9 × 2.50 + 4 × 0.8 × 10 = 27 + 32 = 59
    const used = { in: parseDecimal("0.9"), out: parseDecimal("0.8") };
    expect(await total(await workspaceWith(medium), { used })).toMatchObject({ reference: "59", avoided: "46.2", breakEven: "0.182857" });
  });

  test("against a cheaper model cost more, and say so", async () => {
    // 12 × 0.20 + 4 × 1.20 = 7.20
    expect(await total(await workspaceWith(medium), { baseline: luna })).toMatchObject({ reference: "7.2", avoided: "-5.6", times: "0.562500" });
  });

  test("with a tenth off: the discount is a line of its own and what was avoided stays", async () => {
    const access = await workspaceWith(medium);
    await pool().query(
      "insert into price_rule (workspace_id, kind, percent, starts_at, recorded_by) values ($1, 'discount', 10, '2026-01-01', 'system')",
      [access.workspaceId],
    );
    expect(await total(access)).toMatchObject({ actual: "11.52", list: "12.8", discount: "1.28", reference: "70", avoided: "57.2" });
  });

  test("beside a million tokens without a price are all that is measured", async () => {
    // 16 of 17 M tokens: 94.117 %, floored
    expect(await total(await workspaceWith(medium, unknown))).toMatchObject({
      actual: "12.8",
      avoided: "57.2",
      coverage: { tokensPercent: "94.1", excluded: [{ reason: "unpriced", tokens: 1_000_000n, actual: null }] },
    });
  });

  test("avoid nothing against themselves, whatever the ratio of tokens", async () => {
    const used = { in: parseDecimal("0.5"), out: parseDecimal("2") };
    const baseline = { provider: "mistral", model: "mistral-medium-2508" };
    expect(await total(await workspaceWith(medium), { baseline, used })).toMatchObject({ avoided: "0", avoidedPercent: "0.000000" });
  });
});

describe("cached usage of Claude Sonnet 4.5", () => {
  test("shows what reading spared less what writing cost; a baseline without cache prices charges plain input", async () => {
    // 3 × 3 + 6 × 0.30 + 1 × 3.75 + 2 × 15 = 44.55; B = 6 × 2.70 − 1 × 0.75 = 15.45; 10 × 2.50 + 2 × 10 = 45
    const baseline = { provider: "cohere", model: "command-a-03-2025" };
    expect(await total(await workspaceWith(claude), { baseline })).toMatchObject({
      actual: "44.55",
      cacheEffect: "15.45",
      reference: "45",
      avoided: "0.45",
    });
  });
});

test("only tokens of a class that the baseline does not price are counted at its nearest one", async () => {
  const baseline = { provider: "cohere", model: "command-a-03-2025" }; // no cache prices
  const fallback = async (...lines: string[]) => (await savings(await workspaceWith(...lines), { period, baseline })).total.fallbackTokens;
  expect(await fallback(medium)).toBe(0n);
  expect(await fallback(medium, claude)).toBe(7_000_000n); // 6 M read and 1 M written
});

test("covered and excluded make the spend; rows make the total", async () => {
  const access = await workspaceWith(medium, claude, unknown);
  const [{ rows, total: all }, spent] = await Promise.all([
    savings(access, { period, groupBy: ["model"], granularity: "day" }),
    spend(access, { period }),
  ]);
  const excluded = all.coverage.excluded.reduce((sum, { actual }) => sum + (actual ?? 0n), 0n);
  expect(attoDollars(all.actual + excluded * 1_000_000n)).toBe(dollars(spent.total.cost ?? 0n));
  for (const name of ["actual", "list", "reference", "avoided", "discount", "cacheEffect"] as const) {
    expect(rows.reduce((sum, row) => sum + row[name], 0n)).toBe(all[name]);
  }
});

describe("the baseline that was named", () => {
  const withTeams = "timestamp,provider,model,input_tokens,output_tokens,team,project";
  const used = (day: string, team: string, project: string) => `${day}T10:00:00Z,mistral,mistral-medium-3.1,1000000,0,${team},${project}`;
  const filled = async () => {
    const access = await freshWorkspace();
    await take(
      access,
      [withTeams, used("2026-08-10", "Platform", "atlas"), used("2026-08-20", "Platform", ""), used("2026-08-20", "Search", "")].join("\n"),
    );
    return access;
  };
  const sonnet = { provider: "anthropic", model: "claude-sonnet-4-5-20250929" }; // 3 dollars per million in

  test("is a project's before its team's before the workspace's, each from its own day on", async () => {
    const access = await filled();
    await recordBaseline(access, { ...luna }); // 0.20
    await recordBaseline(access, { ...sonnet, team: "Platform", from: "2026-08-15" });
    await recordBaseline(access, { provider: "openai", model: "gpt-4o", project: "atlas" }); // 2.50
    const { rows, total: all, baselines } = await savings(access, { period, groupBy: ["team", "project"], granularity: "day" });
    // Each a million tokens in: atlas on GPT-4o 2.50; Platform on Sonnet 3.00 from the 15th on; Search on Luna 0.20.
    const reference = (team: string, project: string | null) =>
      rows.flatMap((row) => (row.dimensions.team === team && row.dimensions.project === project ? [attoDollars(row.reference)] : []));
    expect([reference("Platform", "atlas"), reference("Platform", null), reference("Search", null)]).toEqual([["2.5"], ["3"], ["0.2"]]);
    expect(attoDollars(all.reference)).toBe("5.7");
    expect(baselines.map(({ model, tokens }) => [model, tokens]).sort()).toEqual([
      ["claude-sonnet-4-5-20250929", 1_000_000n],
      ["gpt-4o", 1_000_000n],
      ["gpt-5.6-luna", 1_000_000n],
    ]);
  });

  test("gives the same sums by model, where usage of one model is measured against several", async () => {
    const access = await filled();
    await recordBaseline(access, { ...sonnet, team: "Platform", from: "2026-08-15" });
    for (const groupBy of [["model"], ["team"], ["project"], ["provider", "team"]] as const) {
      const { rows, total: all } = await savings(access, { period, groupBy, granularity: "month" });
      // GPT-4o 2.50 twice and Sonnet 3.00 once
      expect(attoDollars(all.reference)).toBe("8");
      expect(rows.reduce((sum, row) => sum + row.reference, 0n)).toBe(all.reference);
    }
  });

  test("may be withdrawn, once; what it held for is measured as before, and as it was known then", async () => {
    const access = await filled();
    const { baseline } = await recordBaseline(access, sonnet);
    const id = baseline.recorded?.id ?? 0;
    const recorded = baseline.recorded?.at ?? 0;
    await withdrawBaseline(access, id);
    expect((await savings(access, { period })).baseline.model).toBe("gpt-4o");
    expect((await savings(access, { period, asOf: recorded })).baseline.model).toBe(sonnet.model);
    expect((await savings(access, { period, asOf: recorded - 1 })).baseline.isPreset).toBe(true);
    await expect(withdrawBaseline(access, id)).rejects.toMatchObject({ code: "rule_not_in_force" });
    await expect(withdrawBaseline(await freshWorkspace(), id)).rejects.toMatchObject({ code: "not_found" });
    await expect(pool().query("update baseline set model = 'gpt-4o' where id = $1", [id])).rejects.toThrow(/append-only/);
  });

  test("is for no team that no usage counts under", async () => {
    await expect(recordBaseline(await filled(), { ...sonnet, team: "Nobody" })).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("the same usage at every model of the book", () => {
  test("is, for each, the total of the savings against it", async () => {
    const access = await workspaceWith(medium, claude, unknown);
    const models = await savingsByModel(access, { period });
    expect(models.length).toBeGreaterThan(30);
    for (const id of ["gpt-4o", "gpt-5.6-luna", "command-a-03-2025", "mistral-medium-2508"]) {
      const one = models.find(({ model }) => model.id === id);
      const against = await savings(access, { period, baseline: { provider: one?.model.provider ?? "", model: id } });
      expect(one?.total).toEqual(against.total);
    }
  });

  test("is sorted by how many times as much it would have cost, and tells what cannot be told", async () => {
    const models = await savingsByModel(await workspaceWith(medium), { period });
    const ratios = models.flatMap(({ total: { times } }) => (times === null ? [] : [Number(times)]));
    expect(ratios).toEqual(ratios.toSorted((a, b) => a - b));
    expect(models.slice(ratios.length).every(({ total: { coverage } }) => coverage.tokensPercent === "0")).toBe(true);
    // A single prompt of 10,000 tokens fits into GPT-4o, and not into the 8,192 of GPT-4.
    const long = await savingsByModel(await workspaceWith("2026-08-15T10:00:00Z,mistral,mistral-medium-3.1,10000,0,,,1"), { period });
    const coverage = (id: string) => long.find(({ model }) => model.id === id)?.total.coverage;
    expect(coverage("gpt-4o")?.tokensPercent).toBe("100");
    expect(coverage("gpt-4")).toEqual({ tokensPercent: "0", excluded: [{ reason: "baseline_window", tokens: 10_000n, actual: 4_000_000_000n }] });
  });
});

test("the sums over models, teams, projects and months are the total, to the digit", async () => {
  const row = fc.record({
    day: fc.integer({ min: 1, max: 90 }),
    model: fc.constantFrom("mistral,mistral-medium-3.1", "anthropic,claude-sonnet-4-5", "openai,gpt-4o", "acme,house-model"),
    input: fc.integer({ min: 0, max: 3_000_000_007 }),
    output: fc.integer({ min: 0, max: 999_999_937 }),
    team: fc.constantFrom("Platform", "Search", ""),
    project: fc.constantFrom("atlas", ""),
  });
  const quarter = daysPeriod("2026-06-01", "2026-09-01", "UTC");
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), fc.constantFrom("0.9", "1", "1.000007"), async (rows, k) => {
      const access = await freshWorkspace();
      const day = (after: number) => new Date(Date.parse("2026-06-01T09:00Z") + after * 86_400_000).toISOString();
      const lines = rows.map((each) => [day(each.day), each.model, each.input, each.output, each.team, each.project].join(","));
      await take(access, ["timestamp,provider,model,input_tokens,output_tokens,team,project", ...lines].join("\n"));
      if (rows.some(({ team }) => team === "Search")) await recordBaseline(access, { ...luna, team: "Search", from: "2026-07-10" });
      const used = { in: parseDecimal(k), out: parseDecimal("1.1") };
      const whole = (await savings(access, { period: quarter, used })).total;
      for (const groupBy of [["model"], ["team"], ["project"], ["team", "model"]] as const) {
        const { rows: parts } = await savings(access, { period: quarter, used, groupBy, granularity: "month" });
        for (const name of ["actual", "list", "discount", "cacheEffect", "reference", "avoided", "avoidedLow", "avoidedHigh", "tokens"] as const)
          expect(parts.reduce((sum, part) => sum + part[name], 0n)).toBe(whole[name]);
      }
    }),
    { numRuns: 12 },
  );
}, 120_000);

test("a model that is in no price book cannot be measured against", async () => {
  await expect(savings(await freshWorkspace(), { period, baseline: { provider: "openai", model: "gpt-9" } })).rejects.toMatchObject({
    code: "unknown_model",
  });
});

describe("both sides explained", () => {
  const text = (amounts: { list: bigint; reference: bigint }) => ({ list: attoDollars(amounts.list), reference: attoDollars(amounts.reference) });

  test("are tokens × price × k of the usage that is covered, and add up to the savings", async () => {
    const access = await workspaceWith(medium, claude, unknown);
    const query = { period, used: { in: parseDecimal("0.9"), out: parseDecimal("0.8") } };
    const explained = await explainedSavings(access, query);
    const { total: found } = await savings(access, query);
    expect(text(explained.amounts)).toEqual(text(found));
    // Medium: 12 × 0.40 + 4 × 2 = 12.80; on GPT-4o 12 × 2.50 × 0.9 + 4 × 10 × 0.8 = 59
    const [first, second] = explained.models;
    expect(first).toMatchObject({ name: "Mistral Medium 3.1", prices: [{ requests: 1000n, reference: { isItself: false } }] });
    expect(first && text(first.amounts)).toEqual({ list: "12.8", reference: "59" });
    // Claude: 3 × 3 + 6 × 0.30 + 1 × 3.75 + 2 × 15 = 44.55; on GPT-4o (3 × 2.50 + 6 × 1.25 + 1 × 2.50) × 0.9 + 2 × 10 × 0.8 = 31.75
    expect(second && text(second.amounts)).toEqual({ list: "44.55", reference: "31.75" });
  });

  test("say of usage on the baseline itself that it avoids nothing, whatever k", async () => {
    const access = await workspaceWith("2026-08-15T10:00:00Z,openai,gpt-4o,1000000,100000,,,1");
    const explained = await explainedSavings(access, { period, used: { in: parseDecimal("2"), out: parseDecimal("2") } });
    // 2.50 + 1
    expect(text(explained.amounts)).toEqual({ list: "3.5", reference: "3.5" });
    expect(explained.models[0]?.prices[0]?.reference.isItself).toBe(true);
  });
});
