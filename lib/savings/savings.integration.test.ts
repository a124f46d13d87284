import { describe, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { dollars, parseDecimal } from "@/lib/money";
import { daysPeriod } from "@/lib/period";
import { spend } from "@/lib/spend/queries";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { take } from "@/lib/testing/files";
import { type SavingsQuery, savings } from "./queries";
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

test("a model that is in no price book cannot be measured against", async () => {
  await expect(savings(await freshWorkspace(), { period, baseline: { provider: "openai", model: "gpt-9" } })).rejects.toMatchObject({
    code: "unknown_model",
  });
});
