import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { now } from "@/lib/clock";
import { snapshot } from "@/lib/db";
import type { Instant } from "@/lib/period";
import { amountOf } from "@/lib/savings/savings";
import type { Dimension, Granularity } from "@/lib/spend/dimension";
import { grouped, type Prices, pricesKnown, type ResolvedUsage, resolvedUsage, type SpendQuery, scopeOf } from "@/lib/spend/queries";
import { addTokens, flooredPercent } from "@/lib/spend/spend";
import { dataUntil, type Scope } from "@/lib/spend/usage";
import { noTokens, totalTokens } from "@/lib/usage/tokens";
import {
  type Efficiency,
  type EfficiencyAmounts,
  type EfficiencySums,
  efficiencyAmounts,
  efficiencyOf,
  efficiencyRates,
  type Mix,
  mixOf,
} from "./efficiency";
import { type Opportunity, opportunities } from "./opportunity";

/** `leavesUsersOut`: who used it is not asked, which is the dearest part of the question. */
export type EfficiencyQuery = Omit<SpendQuery, "supposed"> & { leavesUsersOut?: boolean };

export type EfficiencyRow = EfficiencySums & Efficiency & { period: string | null; dimensions: Partial<Record<Dimension, string | null>> };

export type EfficiencyTotal = EfficiencySums &
  Efficiency & {
    /** Floored, so that "100" means all. */
    coverage: { tokensPercent: string; requestsPercent: string };
    dataUntil: Instant | null;
    mix: Mix;
    opportunities: Opportunity[];
  };

type Users = ReadonlyMap<string, EfficiencySums["users"]>;
type Rated = Map<ResolvedUsage, ReturnType<typeof efficiencyRates>>;

/** How well the money was spent, grouped, with the total of all of it. Throws `range_too_long`, `too_many_rows`. */
export async function efficiency(access: Access, query: EfficiencyQuery): Promise<{ rows: EfficiencyRow[]; total: EfficiencyTotal }> {
  const { groupBy = [], granularity = "none" } = query;
  const prices = await pricesKnown(access, query.asOf);
  return snapshot(async (client) => {
    const scope = scopeOf(query, prices);
    const usage = await resolvedUsage(client, access, scope, prices);
    const rated: Rated = new Map(usage.map((key) => [key, efficiencyRates(prices.book, prices.rules, key)]));
    const usersBy = (by: { groupBy: readonly Dimension[]; granularity: Granularity }) =>
      query.leavesUsersOut ? new Map() : usersOf(client, access, query, by, prices);
    const [all] = [...(await usersBy({ groupBy: [], granularity: "none" })).values()];
    const total = totalOf(usage, rated, all ?? null, await dataUntil(client, access, scope, now()));
    if (!groupBy.length && granularity === "none") {
      const { coverage: _coverage, dataUntil: _until, mix: _mix, opportunities: _opportunities, ...sums } = total;
      return { rows: usage.length ? [{ period: null, dimensions: {}, ...sums }] : [], total };
    }
    const users = await usersBy({ groupBy, granularity });
    const { rows, labels, nameOf } = await grouped(client, access, scope, { groupBy, granularity }, usage, efficiencyAmounts, (key) =>
      ratesIn(rated, key),
    );
    return {
      rows: rows.map(({ bucket, places, ids, tokens, requests, amounts, unpriced, requestsUnknown }) => {
        const period = labels[bucket] ?? null;
        const dimensions = Object.fromEntries(groupBy.map((dimension) => [dimension, nameOf({ places, ids }, dimension)]));
        const sums = { tokens, requests, unpriced, requestsUnknown, amounts, users: users.get(keyOf(period, dimensions)) ?? null };
        return { period, dimensions, ...sums, ...efficiencyOf(sums) };
      }),
      total,
    };
  });
}

/** By group: how many users its priced usage names, and what that cost. */
async function usersOf(
  client: pg.ClientBase,
  access: Access,
  query: EfficiencyQuery,
  by: { groupBy: readonly Dimension[]; granularity: Granularity },
  prices: Prices,
): Promise<Users> {
  const scope: Scope = scopeOf({ ...query, excluded: { ...query.excluded, user: [...(query.excluded?.user ?? []), null] } }, prices);
  const usage = await resolvedUsage(client, access, scope, prices);
  const { rows, labels, nameOf } = await grouped(client, access, scope, { ...by, counted: "user" }, usage, ["cost"], ({ price }) => ({
    cost: price?.prices ?? null,
  }));
  return new Map(
    rows.map((row) => {
      const dimensions = Object.fromEntries(by.groupBy.map((dimension) => [dimension, nameOf(row, dimension)]));
      const { cost } = row.amounts;
      return [keyOf(labels[row.bucket] ?? null, dimensions), cost === null ? null : { count: row.named, cost }];
    }),
  );
}

function keyOf(period: string | null, dimensions: EfficiencyRow["dimensions"]): string {
  return JSON.stringify([period, dimensions]);
}

function totalOf(usage: readonly ResolvedUsage[], rated: Rated, users: EfficiencySums["users"], until: Instant | null): EfficiencyTotal {
  const amounts = Object.fromEntries(efficiencyAmounts.map((name) => [name, usage.length ? null : 0n])) as EfficiencyAmounts;
  let [tokens, requests, requestsUnknown, unpriced] = [noTokens, 0n, 0n, { requests: 0n, tokens: 0n }];
  for (const key of usage) {
    tokens = addTokens(tokens, key.tokens);
    requests += key.requests;
    if (key.price) requestsUnknown += key.requestsUnknown;
    else unpriced = { requests: unpriced.requests + key.requests, tokens: unpriced.tokens + totalTokens(key.tokens) };
    const rates = ratesIn(rated, key);
    for (const name of efficiencyAmounts) {
      const own = rates[name];
      if (own) amounts[name] = (amounts[name] ?? 0n) + amountOf(key.tokens, key.requests, own);
    }
  }
  const sums: EfficiencySums = { tokens, requests, unpriced, requestsUnknown, amounts, users };
  const all = totalTokens(tokens);
  return {
    ...sums,
    ...efficiencyOf(sums),
    coverage: { tokensPercent: flooredPercent(all - unpriced.tokens, all), requestsPercent: flooredPercent(requests - unpriced.requests, requests) },
    dataUntil: until,
    mix: mixOf(usage),
    opportunities: opportunities(
      usage.map((key) => ({
        ...{ provider: key.providerName, model: key.model?.id ?? key.name, tokens: key.tokens, requests: key.requests },
        rates: ratesIn(rated, key),
      })),
    ),
  };
}

function ratesIn(rated: Rated, key: ResolvedUsage): ReturnType<typeof efficiencyRates> {
  const rates = rated.get(key);
  if (!rates) throw new Error("usage that was not rated");
  return rates;
}
