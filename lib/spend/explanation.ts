import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { snapshot } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import type { Pico } from "@/lib/money";
import type { Instant } from "@/lib/period";
import { rawName } from "@/lib/pricing/match";
import { costOf, type Price, resolve, type UsageKey } from "@/lib/pricing/price";
import { forEachClass, type Tokens, totalTokens } from "@/lib/usage/tokens";
import { eventAt, type UsageEvent } from "./events";
import { type Prices, pricesKnown, type ResolvedUsage, resolvedUsage, type SpendQuery, scopeOf } from "./queries";
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
};

/** A model's part of a cost. `model`: its id in the book; a name that only the workspace prices stands for itself. */
export type ExplainedModel = { key: string; provider: string | null; model: string; name: string; prices: ExplainedPrice[]; cost: Pico };

export type Explanation = {
  /** Dearest first. */
  models: ExplainedModel[];
  /** null: nothing has a price. */
  cost: Pico | null;
  unpriced: { tokens: bigint; names: string[] };
};

/** Usage with its price. `requests`: unknown ones count as none. */
export type PricedUsage = Pick<ResolvedUsage, "price" | "model" | "name" | "providerName" | "tier" | "band" | "tokens" | "requests">;

/** A usage row with the price it has. */
export function pricedUsage(
  { book, rules }: Prices,
  key: UsageKey,
  at: Instant,
  { tokens, requests }: { tokens: Tokens; requests: bigint | null },
): PricedUsage {
  const { model, price } = resolve(book, rules, key, at);
  const providerName = model?.provider ?? (rawName(book, key.provider, key.name).provider || null);
  return { name: key.name, tier: key.tier, band: key.band, model, price, providerName, tokens, requests: requests ?? 0n };
}

/** Whose cost is explained. */
export type Explained = Pick<SpendQuery, "period" | "filters" | "excluded" | "asOf" | "supposed">;

/** A cost down to tokens × price: the same usage and prices that the total is made of; within someone's transaction, with what it has written. */
export async function explainedCost(access: Access, query: Explained, within?: pg.ClientBase): Promise<Explanation> {
  const known = await pricesKnown(access, query.asOf, within);
  const read = (client: pg.ClientBase) => resolvedUsage(client, access, scopeOf(query, known), known);
  const usage = await (within ? read(within) : snapshot(read));
  return explanationOf(usage.toSorted((a, b) => a.epoch - b.epoch));
}

/** The cost of one usage row. Throws `not_found`. */
export async function explainedEvent(
  access: Access,
  place: Pick<UsageEvent, "importId" | "line">,
  asOf?: Instant,
): Promise<{ event: UsageEvent; explanation: Explanation }> {
  const event = await eventAt(access, place, asOf);
  if (!event) throw new Refusal("not_found", "there is no such event");
  const { modelRaw: name, serviceTier, provider, requests, ...of } = event;
  const usage = { ...of, name, providerName: event.model?.provider ?? (provider || null), tier: serviceTier ?? "", requests: requests ?? 0n };
  return { event, explanation: explanationOf([usage]) };
}

/** What makes the cost of some usage, given in the order of time. Pure. */
export function explanationOf(usage: readonly PricedUsage[]): Explanation {
  const models = new Map<string, ExplainedModel & { byPrice: Map<string, ExplainedPrice> }>();
  const unpriced = { tokens: 0n, names: [] as string[] };
  for (const { price, model, name, providerName, tier, band, tokens, requests } of usage) {
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
    const part = own.byPrice.get(same) ?? { price, rawNames: [], tier, isLong, tokens: forEachClass(() => 0n), requests: 0n, cost: 0n };
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
