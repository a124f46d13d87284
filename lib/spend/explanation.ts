import "server-only";
import type { Access } from "@/lib/access";
import { snapshot } from "@/lib/db";
import type { Pico } from "@/lib/money";
import type { Instant } from "@/lib/period";
import { costOf, type Price } from "@/lib/pricing/price";
import { forEachClass, type Tokens, totalTokens } from "@/lib/usage/tokens";
import { pricesKnown, resolvedUsage, type SpendQuery, scopeOf } from "./queries";
import { addTokens } from "./spend";

/** One price that a cost is made of: tokens × price, with the period, the rule and the alias it comes from. */
export type ExplainedPrice = {
  price: Price;
  rawNames: string[];
  tier: string;
  isLong: boolean;
  tokens: Tokens;
  requests: bigint;
  cost: Pico;
  /** The first instant it is used from, as far as prices tell apart. */
  at: Instant;
};

/** A model's part of a cost. `model` null: a name that only the workspace prices. */
export type ExplainedModel = { key: string; provider: string | null; model: string; name: string; prices: ExplainedPrice[]; cost: Pico };

export type Explanation = {
  /** Dearest first. */
  models: ExplainedModel[];
  /** null: nothing has a price. */
  cost: Pico | null;
  unpriced: { tokens: bigint; names: string[] };
};

/** A cost down to tokens × price: the same usage and prices that the total is made of. */
export async function explainedCost(access: Access, query: Pick<SpendQuery, "period" | "filters" | "excluded" | "asOf">): Promise<Explanation> {
  const known = await pricesKnown(access, query.asOf);
  const usage = await snapshot((client) => resolvedUsage(client, access, scopeOf(query, known), known));
  const models = new Map<string, ExplainedModel & { byPrice: Map<string, ExplainedPrice> }>();
  const unpriced = { tokens: 0n, names: [] as string[] };
  for (const { price, model, name, providerName, tier, band, tokens, requests, at } of usage.toSorted((a, b) => a.epoch - b.epoch)) {
    if (!price) {
      unpriced.tokens += totalTokens(tokens);
      if (!unpriced.names.includes(name)) unpriced.names.push(name);
      continue;
    }
    const key = `${model?.provider ?? providerName ?? ""}/${model?.id ?? name}`;
    const nothing = { prices: [], cost: 0n, byPrice: new Map<string, ExplainedPrice>() };
    const own = models.get(key) ?? {
      ...nothing,
      key,
      provider: model?.provider ?? providerName,
      model: model?.id ?? name,
      name: model?.name ?? name,
    };
    models.set(key, own);
    const long = (price.rule?.kind === "price" ? price.rule.prices : price.period)?.long;
    const isLong = long != null && band >= long.threshold;
    const same = [price.period?.startsAt, price.rule?.id, price.alias?.id, tier, isLong, ...Object.values(price.prices)].join("|");
    const part = own.byPrice.get(same) ?? { price, rawNames: [], tier, isLong, tokens: forEachClass(() => 0n), requests: 0n, cost: 0n, at };
    own.byPrice.set(same, part);
    const cost = costOf(tokens, requests, price.prices);
    part.tokens = addTokens(part.tokens, tokens);
    part.requests += requests;
    part.cost += cost;
    own.cost += cost;
    if (!part.rawNames.includes(name)) part.rawNames.push(name);
  }
  const found = [...models.values()].map(({ byPrice, ...of }) => ({ ...of, prices: [...byPrice.values()] }));
  return {
    models: found.sort((a, b) => (a.cost < b.cost ? 1 : -1)),
    cost: found.length || !usage.length ? found.reduce((sum, { cost }) => sum + cost, 0n) : null,
    unpriced,
  };
}
