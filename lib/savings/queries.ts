import "server-only";
import type { Access } from "@/lib/access";
import { snapshot } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import type { TokenRatio } from "@/lib/pricing/baseline";
import { bookModel } from "@/lib/pricing/book";
import { costOf } from "@/lib/pricing/price";
import { baselineOf } from "@/lib/pricing/queries";
import type { ClassPrices } from "@/lib/pricing/sheet";
import type { Dimension } from "@/lib/spend/dimension";
import { grouped, pricesKnown, type ResolvedUsage, resolvedUsage, type SpendQuery, scopeOf } from "@/lib/spend/queries";
import { totalTokens } from "@/lib/usage/tokens";
import {
  amountOf,
  type Exclusion,
  type Measure,
  type Measured,
  measured,
  noSavings,
  type SavingsCoverage,
  type SavingsLines,
  type SavingsSums,
  savingsAmounts,
  savingsCoverage,
  savingsLines,
} from "./savings";

export type SavingsQuery = SpendQuery & {
  /** The workspace's by default. */
  baseline?: { provider: string; model: string };
  /** The workspace's by default. */
  used?: TokenRatio;
  low?: TokenRatio;
  high?: TokenRatio;
};

export type SavingsRow = SavingsLines & {
  period: string | null;
  dimensions: Partial<Record<Dimension, string | null>>;
  tokens: bigint;
  requests: bigint;
};

export type Savings = {
  rows: SavingsRow[];
  total: SavingsLines & { tokens: bigint; requests: bigint; coverage: SavingsCoverage; fallbackTokens: bigint };
  baseline: { provider: string; model: string; name: string; isPreset: boolean; used: TokenRatio; low: TokenRatio; high: TokenRatio };
};

const atOne: TokenRatio = { in: { digits: 1n, scale: 0 }, out: { digits: 1n, scale: 0 } };
const amounts = [...savingsAmounts, "at_one"] as const;
type Amount = (typeof amounts)[number];

/** What was saved, in three lines that are never added up, with what they cover. Throws `unknown_model`, `range_too_long`, `too_many_rows`. */
export async function savings(access: Access, query: SavingsQuery): Promise<Savings> {
  const { groupBy = [], granularity = "none" } = query;
  const known = query.asOf === undefined ? {} : { asOf: query.asOf };
  const [prices, own] = await Promise.all([pricesKnown(access, query.asOf), baselineOf(access, known)]);
  const chosen = query.baseline ?? own;
  const baseline = bookModel(prices.book, chosen.provider, chosen.model);
  if (!baseline) throw new Refusal("unknown_model", `there is no model ${chosen.provider}/${chosen.model} in the price book to measure against`);
  const measure: Measure = { baseline, used: query.used ?? own.used, low: query.low ?? own.low, high: query.high ?? own.high };

  return snapshot(async (client) => {
    const scope = scopeOf(query, prices);
    const usage = await resolvedUsage(client, access, scope, prices);
    const measures = new Map(usage.map((key) => [key, measured(measure, key)]));
    const ones = new Map(usage.map((key) => [key, measured({ ...measure, used: atOne }, key)]));
    const ratesOf = (key: ResolvedUsage) => ratesFor(measures.get(key), ones.get(key));
    const isPreset = own.isPreset && chosen.provider === own.provider && chosen.model === own.model;
    const answer = {
      total: totalOf(usage, measures, ratesOf),
      baseline: {
        provider: baseline.provider,
        model: baseline.id,
        name: baseline.name,
        isPreset,
        used: measure.used,
        low: measure.low,
        high: measure.high,
      },
    };
    if (!groupBy.length && granularity === "none") {
      const { coverage: _coverage, fallbackTokens: _fallback, ...sums } = answer.total;
      return { ...answer, rows: usage.length ? [{ period: null, dimensions: {}, ...sums }] : [] };
    }
    const isCovered = (key: ResolvedUsage) => measures.get(key)?.excluded === null;
    const { rows, labels, nameOf } = await grouped(client, access, scope, { groupBy, granularity }, usage, amounts, ratesOf, isCovered);
    return {
      ...answer,
      rows: rows.map((row) => ({
        period: labels[row.bucket] ?? null,
        dimensions: Object.fromEntries(groupBy.map((dimension) => [dimension, nameOf(row, dimension)])),
        tokens: totalTokens(row.tokens),
        requests: row.requests,
        ...linesOf((amount) => row.amounts[amount] ?? 0n),
      })),
    };
  });
}

function ratesFor(used: Measured | undefined, one: Measured | undefined): Record<Amount, ClassPrices | null> {
  if (used?.excluded !== null || one?.excluded !== null) return Object.fromEntries(amounts.map((name) => [name, null])) as Record<Amount, null>;
  return { ...used.rates, at_one: one.rates.reference };
}

function linesOf(amountOfName: (amount: Amount) => bigint): SavingsLines {
  const sums = Object.fromEntries(savingsAmounts.map((name) => [name, amountOfName(name)])) as SavingsSums;
  return savingsLines({ ...noSavings, ...sums }, amountOfName("at_one"));
}

function totalOf(
  usage: readonly ResolvedUsage[],
  measures: ReadonlyMap<ResolvedUsage, Measured>,
  ratesOf: (key: ResolvedUsage) => Record<Amount, ClassPrices | null>,
): Savings["total"] {
  const sums = new Map<Amount, bigint>();
  const excluded: Exclusion[] = [];
  let covered = 0n;
  let fallbackTokens = 0n;
  for (const key of usage) {
    const tokens = totalTokens(key.tokens);
    const measure = measures.get(key);
    if (measure?.excluded !== null) {
      const actual = key.price && costOf(key.tokens, key.requests, key.price.prices);
      excluded.push({ reason: measure?.excluded ?? "unpriced", tokens, actual });
      continue;
    }
    covered += tokens;
    for (const name of measure.fallback) fallbackTokens += key.tokens[name];
    const rates = ratesOf(key);
    for (const amount of amounts) {
      const own = rates[amount];
      if (own) sums.set(amount, (sums.get(amount) ?? 0n) + amountOf(key.tokens, key.requests, own));
    }
  }
  return {
    ...linesOf((amount) => sums.get(amount) ?? 0n),
    tokens: usage.reduce((sum, key) => sum + totalTokens(key.tokens), 0n),
    requests: usage.reduce((sum, key) => sum + key.requests, 0n),
    coverage: savingsCoverage(covered, excluded),
    fallbackTokens,
  };
}
