import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { snapshot } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import type { Decimal } from "@/lib/money";
import type { Instant } from "@/lib/period";
import { type Baseline, baselineAt, type TokenRatio } from "@/lib/pricing/baseline";
import { type Book, type BookModel, bookModel, writesAnswers } from "@/lib/pricing/book";
import { costOf } from "@/lib/pricing/price";
import { baselines as baselinesKnown } from "@/lib/pricing/queries";
import type { ClassPrices } from "@/lib/pricing/sheet";
import type { ColumnDimension, Dimension } from "@/lib/spend/dimension";
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
  /** One model for all usage; by default what the workspace named for it. */
  baseline?: { provider: string; model: string };
  /** Instead of what was named with the baseline. */
  used?: Ratio;
  low?: Ratio;
  high?: Ratio;
};

type Ratio = { in?: Decimal | undefined; out?: Decimal | undefined };

export type SavingsRow = SavingsLines & {
  period: string | null;
  dimensions: Partial<Record<Dimension, string | null>>;
  tokens: bigint;
  requests: bigint;
};

export type SavingsTotal = SavingsLines & { tokens: bigint; requests: bigint; coverage: SavingsCoverage; fallbackTokens: bigint };

/** A baseline with its model's name, and the ratios it was used at. */
export type MeasuredBaseline = Baseline & { name: string };

export type Savings = {
  rows: SavingsRow[];
  total: SavingsTotal;
  /** The one that was asked for, else the workspace's at the end of the period. */
  baseline: MeasuredBaseline;
  /** Those that usage was measured against, with how much of it; the one with the most first. */
  baselines: (MeasuredBaseline & { tokens: bigint })[];
};

/** What the same usage would have cost on one model of the book, and over which part of it that can be told. */
export type ModelSavings = { model: BookModel; total: SavingsTotal };

const atOne: TokenRatio = { in: { digits: 1n, scale: 0 }, out: { digits: 1n, scale: 0 } };
const amounts = [...savingsAmounts, "at_one"] as const;
type Amount = (typeof amounts)[number];

/** A usage with the baseline it is measured against, and at what. */
export type Weighed = { usage: ResolvedUsage; baseline: MeasuredBaseline; measured: Measured; rates: Record<Amount, ClassPrices> | null };

/** What was saved, in three lines that are never added up, with what they cover; within someone's transaction, with what it has written. Throws `unknown_model`, `range_too_long`, `too_many_rows`. */
export async function savings(access: Access, query: SavingsQuery, within?: pg.ClientBase): Promise<Savings> {
  const { groupBy = [], granularity = "none" } = query;
  const { prices, chosen, atEnd, columns, scope } = await asked(access, query, within);

  const read = async (client: pg.ClientBase): Promise<Savings> => {
    const usage = await resolvedUsage(client, access, scope, prices, columns);
    const weigh = weigher(prices.book, query);
    const weighed = new Map(usage.map((key) => [key, weigh(key, chosen(idsOf(key), key.at))]));
    const answer = {
      total: totalOf([...weighed.values()]),
      baseline: standardOf(prices.book, query, atEnd).baseline,
      baselines: baselinesIn([...weighed.values()]),
    };
    if (!groupBy.length && granularity === "none") {
      const { coverage: _coverage, fallbackTokens: _fallback, ...sums } = answer.total;
      return { ...answer, rows: usage.length ? [{ period: null, dimensions: {}, ...sums }] : [] };
    }
    const { rows, labels, nameOf } = await grouped(
      client,
      access,
      scope,
      { groupBy, granularity, rated: columns },
      usage,
      amounts,
      (key) => weighed.get(key)?.rates ?? noRates,
      (key) => weighed.get(key)?.measured.excluded === null,
    );
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
  };
  return within ? read(within) : snapshot(read);
}

/**
 * What the usage of a period would have cost on every model of the book, list against list: each is the total of the savings against that model. The usage
 * is read once. What writes no answers (embeddings) is left out. Ordered by how many times as much it is; models that were not on sale come last.
 */
export async function savingsByModel(access: Access, query: SavingsQuery): Promise<ModelSavings[]> {
  const { prices, atEnd, scope } = await asked(access, query);
  const usage = await snapshot((client) => resolvedUsage(client, access, scope, prices));
  const weigh = weigher(prices.book, query);
  const models = prices.book.models.filter(writesAnswers).map((model) => {
    const baseline = { ...atEnd, provider: model.provider, model: model.id };
    return { model, total: totalOf(usage.map((key) => weigh(key, baseline))) };
  });
  // reference / list, compared without dividing; where list is 0 nothing is covered.
  const isDearer = (one: SavingsTotal, other: SavingsTotal) => {
    if (one.list === 0n || other.list === 0n) return Number(one.list === 0n) - Number(other.list === 0n);
    const [left, right] = [one.reference * other.list, other.reference * one.list];
    return left < right ? -1 : left > right ? 1 : 0;
  };
  return models.sort((a, b) => isDearer(a.total, b.total));
}

/** The usage of a period, each with what it is measured at: what `savings` adds up. Throws like it. */
export async function weighedUsage(access: Access, query: SavingsQuery): Promise<{ usage: Weighed[]; book: Book }> {
  const { prices, chosen, columns, scope } = await asked(access, query);
  const usage = await snapshot((client) => resolvedUsage(client, access, scope, prices, columns));
  const weigh = weigher(prices.book, query);
  return { usage: usage.map((key) => weigh(key, chosen(idsOf(key), key.at))), book: prices.book };
}

/** What a query rests on: the prices known, which baseline holds for what, the columns that decide that, and the facts. */
async function asked(access: Access, query: SavingsQuery, client?: pg.ClientBase) {
  const known = { ...(query.asOf !== undefined && { asOf: query.asOf }), ...(client && { client }) };
  const [prices, named] = [await pricesKnown(access, query.asOf, client), await baselinesKnown(access, known)];
  const own = baselineAt(named, { team: 0, project: 0 }, query.period.to - 1);
  const one = query.baseline && { ...own, ...query.baseline, isPreset: own.isPreset && isSame(own, query.baseline) };
  const all = one ? [] : named;
  const columns: ColumnDimension[] = [];
  if (all.some(({ team }) => team)) columns.push("team");
  if (all.some(({ project }) => project)) columns.push("project");
  const scope = scopeOf(query, prices);
  const starts = all.flatMap(({ startsAt }) => (startsAt === null ? [] : [startsAt]));
  return {
    prices,
    columns,
    scope: { ...scope, cuts: [...new Set([...scope.cuts, ...starts])].sort((a, b) => a - b) },
    chosen: (usage: { team: number; project: number }, at: Instant): Baseline => one ?? baselineAt(named, usage, at),
    atEnd: one ?? own,
  };
}

function isSame(one: { provider: string; model: string }, other: { provider: string; model: string }): boolean {
  return one.provider === other.provider && one.model === other.model;
}

function idsOf({ ids }: ResolvedUsage): { team: number; project: number } {
  return { team: ids.team ?? 0, project: ids.project ?? 0 };
}

/** A baseline at the ratios that a query asks for, and what usage is measured with. Throws `unknown_model`. */
function standardOf(book: Book, query: SavingsQuery, baseline: Baseline): { baseline: MeasuredBaseline; measure: Measure } {
  const model = bookModel(book, baseline.provider, baseline.model);
  if (!model) throw new Refusal("unknown_model", `there is no model ${baseline.provider}/${baseline.model} in the price book to measure against`);
  const ratio = (own: TokenRatio, other: Ratio = {}): TokenRatio => ({ in: other.in ?? own.in, out: other.out ?? own.out });
  const ratios = { used: ratio(baseline.used, query.used), low: ratio(baseline.low, query.low), high: ratio(baseline.high, query.high) };
  return { baseline: { ...baseline, name: model.name, ...ratios }, measure: { baseline: model, ...ratios } };
}

/** Weighs usages against baselines; what is made of a baseline is made once. */
function weigher(book: Book, query: SavingsQuery): (usage: ResolvedUsage, baseline: Baseline) => Weighed {
  const standards = new Map<Baseline, ReturnType<typeof standardOf>>();
  return (usage, named) => {
    const { baseline, measure } = standards.get(named) ?? standardOf(book, query, named);
    standards.set(named, { baseline, measure });
    const used = measured(measure, usage);
    const one = measured({ ...measure, used: atOne }, usage);
    const rates = used.excluded === null && one.excluded === null ? { ...used.rates, at_one: one.rates.reference } : null;
    return { usage, baseline, measured: used, rates };
  };
}

const noRates = Object.fromEntries(amounts.map((name) => [name, null])) as Record<Amount, null>;

function linesOf(amountOfName: (amount: Amount) => bigint): SavingsLines {
  const sums = Object.fromEntries(savingsAmounts.map((name) => [name, amountOfName(name)])) as SavingsSums;
  return savingsLines({ ...noSavings, ...sums }, amountOfName("at_one"));
}

/** The covered tokens by what they were measured against. */
function baselinesIn(weighed: readonly Weighed[]): Savings["baselines"] {
  const tokens = new Map<MeasuredBaseline, bigint>();
  for (const { usage, baseline, measured } of weighed) {
    if (measured.excluded === null) tokens.set(baseline, (tokens.get(baseline) ?? 0n) + totalTokens(usage.tokens));
  }
  return [...tokens].map(([baseline, covered]) => ({ ...baseline, tokens: covered })).sort((a, b) => (a.tokens < b.tokens ? 1 : -1));
}

function totalOf(weighed: readonly Weighed[]): SavingsTotal {
  const sums = new Map<Amount, bigint>();
  const excluded: Exclusion[] = [];
  let [covered, fallbackTokens, all, requests] = [0n, 0n, 0n, 0n];
  for (const { usage, measured, rates } of weighed) {
    const tokens = totalTokens(usage.tokens);
    all += tokens;
    requests += usage.requests;
    if (measured.excluded !== null || !rates) {
      excluded.push({
        reason: measured.excluded ?? "unpriced",
        tokens,
        actual: usage.price && costOf(usage.tokens, usage.requests, usage.price.prices),
      });
      continue;
    }
    covered += tokens;
    for (const name of measured.fallback) fallbackTokens += usage.tokens[name];
    for (const amount of amounts) sums.set(amount, (sums.get(amount) ?? 0n) + amountOf(usage.tokens, usage.requests, rates[amount]));
  }
  return {
    ...linesOf((amount) => sums.get(amount) ?? 0n),
    ...{ tokens: all, requests, fallbackTokens },
    coverage: savingsCoverage(covered, excluded),
  };
}
