import "server-only";
import type { Access } from "@/lib/access";
import { now } from "@/lib/clock";
import { pool, snapshot } from "@/lib/db";
import type { Instant } from "@/lib/period";
import type { BookModel } from "@/lib/pricing/book";
import { candidatesFor } from "@/lib/pricing/candidates";
import { pricesKnown, resolvedUsage, scopeOf } from "@/lib/spend/queries";
import { totalTokens } from "@/lib/usage/tokens";

/** A raw name whose usage has no price, or had none at times. */
export type UnpricedName = {
  provider: string;
  name: string;
  tokens: bigint;
  requests: bigint;
  firstAt: Instant;
  lastAt: Instant;
  sources: string[];
  candidates: BookModel[];
  /** From when on it has a price; null: never. */
  pricedFrom: Instant | null;
};

const everything = { from: Date.UTC(2018, 0, 1), to: Date.UTC(2101, 0, 1) };

/** Every name without a price over all history, most tokens first. */
export async function unpricedNames(access: Access): Promise<UnpricedName[]> {
  const prices = await pricesKnown(access);
  const scope = scopeOf({ period: everything }, prices);
  const usage = await snapshot((client) => resolvedUsage(client, access, scope, prices));
  const names = new Map<number, UnpricedName>();
  for (const { rawModelId, provider, name, tokens, requests, price } of usage) {
    if (price) continue;
    const known = names.get(rawModelId);
    if (known) {
      known.tokens += totalTokens(tokens);
      known.requests += requests;
    } else {
      const candidates = candidatesFor(prices.book, provider, name, now());
      const seen = { firstAt: 0, lastAt: 0, sources: [], pricedFrom: null };
      names.set(rawModelId, { provider, name, tokens: totalTokens(tokens), requests, candidates, ...seen });
    }
  }
  const priced = usage.filter(({ rawModelId, price }) => price && names.has(rawModelId));
  for (const { rawModelId, at } of priced) {
    const known = names.get(rawModelId);
    if (known) known.pricedFrom = Math.min(known.pricedFrom ?? at, at);
  }
  const seen = await whereSeen(access, [...names.keys()]);
  for (const { id, firstAt, lastAt, sources } of seen) Object.assign(names.get(id) ?? {}, { firstAt, lastAt, sources });
  return [...names.values()].sort((a, b) => (a.tokens < b.tokens ? 1 : -1));
}

/** When and in which sources names were seen, from the smallest slice: to the day. */
async function whereSeen(access: Access, ids: readonly number[]): Promise<{ id: number; firstAt: Instant; lastAt: Instant; sources: string[] }[]> {
  const { rows } = await pool().query<{ id: number; first: Date; last: Date; sources: (string | null)[] }>(
    `select r.raw_model_id as id, min(r.segment) as first, max(r.segment) as last, array_agg(distinct d.name) as sources
     from usage_day_team r join import i on i.workspace_id = r.workspace_id and i.id = r.import_id and i.status = 'done'
       left join dimension_value d on d.workspace_id = r.workspace_id and d.id = r.source_id
     where r.workspace_id = $1 and r.raw_model_id = any($2::int4[]) and ($3::int4[] is null or r.team_id = any($3::int4[])) group by 1`,
    [access.workspaceId, ids, access.teams === "all" ? null : [...access.teams]],
  );
  return rows.map(({ id, first, last, sources }) => ({
    ...{ id, firstAt: first.getTime(), lastAt: last.getTime() },
    sources: sources.flatMap((name) => name ?? []),
  }));
}
