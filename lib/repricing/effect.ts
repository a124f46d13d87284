import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { closedMonths } from "@/lib/adjustments/queries";
import type { Pico } from "@/lib/money";
import { type Month, monthPeriod } from "@/lib/period";
import { priceCuts } from "@/lib/pricing/cuts";
import { bucketsOf } from "@/lib/spend/bucket";
import { namesOf, type Prices, resolved } from "@/lib/spend/queries";
import { monthsWithUsage } from "@/lib/spend/span";
import { type Scope, usageByGroup, usageByKey } from "@/lib/spend/usage";
import { totalTokens } from "@/lib/usage/tokens";
import type { Costs } from "./costs";

/** What a change of prices does to all history: by month and by team, each adding up to the total. */
export type Effect = {
  months: (Costs & { month: Month; isClosed: boolean })[];
  /** null: unattributed. */
  teams: (Costs & { team: string | null })[];
  total: Costs;
  /** Tokens without a price. */
  unpriced: { before: bigint; after: bigint };
};

const most = 1_000_000;

/**
 * The whole history at two sets of prices, from one reading of the same usage. The rollup must be cut for both: inside the transaction that changes the
 * prices, it is.
 */
export async function effectOf(client: pg.ClientBase, access: Access, before: Prices, after: Prices): Promise<Effect> {
  const months = await monthsWithUsage(access, client);
  const [first, last] = [months[0], months.at(-1)];
  const nothing: Effect = { months: [], teams: [], total: { before: 0n, after: 0n }, unpriced: { before: 0n, after: 0n } };
  if (!first || !last) return nothing;
  const period = { from: monthPeriod(first, access.timezone).from, to: monthPeriod(last, access.timezone).to };
  const cuts = [...new Set([before, after].flatMap(({ book, rules }) => priceCuts(book, rules)))].sort((a, b) => a - b);
  const scope: Scope = { period, filters: {}, excluded: {}, cuts, fromEvents: false, supposed: {} };

  const usage = await usageByKey(client, access, scope);
  const [old, current] = [resolved(usage, scope, before), resolved(usage, scope, after)];
  const keys = usage.map((key, place) => ({
    ...key,
    ...{ places: { provider: 0, model: 0, model_raw: 0 }, isPriced: true },
    rates: { before: old[place]?.price?.prices ?? null, after: current[place]?.price?.prices ?? null },
  }));
  const buckets = bucketsOf(period, "month", access.timezone);
  const grouping = { buckets, columns: ["team"] as const, places: [], limit: most };
  const rows = await usageByGroup(client, access, scope, grouping, keys, ["before", "after"]);
  const names = await namesOf(client, access, ["team"], rows);

  const byMonth = new Map<Month, Costs>();
  const byTeam = new Map<string | null, Costs>();
  for (const { bucket, ids, amounts } of rows) {
    const month = buckets[bucket]?.label ?? first;
    const team = names.get(ids.team ?? 0) ?? null;
    byMonth.set(month, added(byMonth.get(month), amounts));
    byTeam.set(team, added(byTeam.get(team), amounts));
  }
  const closed = new Set((await closedMonths(access, client)).map(({ month }) => month));
  const unpriced = (of: typeof old) => of.reduce((sum, { price, tokens }) => (price ? sum : sum + totalTokens(tokens)), 0n);
  return {
    months: [...byMonth].sort(([a], [b]) => (a < b ? -1 : 1)).map(([month, costs]) => ({ month, isClosed: closed.has(month), ...costs })),
    teams: [...byTeam].sort((a, b) => largestFirst(a[1], b[1])).map(([team, costs]) => ({ team, ...costs })),
    total: [...byMonth.values()].reduce(added, { before: null, after: null }),
    unpriced: { before: unpriced(old), after: unpriced(current) },
  };
}

function added(a: Costs | undefined, b: Costs): Costs {
  const sum = (x: Pico | null | undefined, y: Pico | null) => (x == null ? y : x + (y ?? 0n));
  return { before: sum(a?.before, b.before), after: sum(a?.after, b.after) };
}

function largestFirst(a: Costs, b: Costs): number {
  const [x, y] = [a.after ?? 0n, b.after ?? 0n];
  return x < y ? 1 : x > y ? -1 : 0;
}
