import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import type { Period } from "@/lib/period";
import { costOf, type Price, resolve } from "@/lib/pricing/price";
import { isStandard } from "@/lib/pricing/sheet";
import { type Atto, attoPerPico } from "@/lib/savings/savings";
import type { Filters } from "@/lib/spend/dimension";
import { type Prices, type ResolvedUsage, resolvedUsage, scopeOf } from "@/lib/spend/queries";
import type { Reading } from "@/lib/spend/usage";
import { tokenClasses, totalTokens } from "@/lib/usage/tokens";
import { kindOfClass, type TokenKind } from "./token-kind";

/** What usage of a model cost in a stretch, and how much more it would have under what bills are known to differ in. */
export type OurModel = {
  key: string;
  provider: string;
  model: string;
  name: string;
  /** null: nothing of it has a price. */
  cost: Atto | null;
  unpricedTokens: bigint;
  /** With what was read from the cache at the plain input price. */
  uncached: Atto;
  /** With batch, flex and priority at the standard price. */
  untiered: Atto;
  /** Without the workspace's own prices and discounts. */
  undiscounted: Atto;
  kinds: Partial<Record<TokenKind, Atto>>;
};

/** The usage of a stretch by model: the same usage and prices that spend is made of. `reading`: for who asks about several stretches of one snapshot. */
export async function ours(
  client: pg.ClientBase,
  access: Access,
  prices: Prices,
  period: Period,
  { filters = {}, reading }: { filters?: Filters; reading?: Reading } = {},
): Promise<OurModel[]> {
  const scope = { ...scopeOf({ period, filters }, prices), ...(reading && { reading }) };
  return modelsOf(await resolvedUsage(client, access, scope, prices), prices);
}

/** As a model is told apart on both sides: provider and id of the book, else the name as it was written. */
export function keyOf({ model, providerName, name }: ResolvedUsage): string {
  return model ? `${model.provider}/${model.id}` : `${providerName ?? ""}/${name.trim().toLowerCase()}`;
}

/** Usage with its prices, by model. Pure. */
export function modelsOf(usage: readonly ResolvedUsage[], prices: Prices): OurModel[] {
  const models = new Map<string, OurModel>();
  for (const each of usage) {
    const key = keyOf(each);
    const [provider, model] = [each.model?.provider ?? each.providerName ?? "", each.model?.id ?? each.name];
    const own = models.get(key) ?? {
      ...{ key, provider, model, name: each.model?.name ?? each.name, cost: null, unpricedTokens: 0n },
      ...{ uncached: 0n, untiered: 0n, undiscounted: 0n, kinds: {} },
    };
    models.set(key, each.price ? priced(own, each, each.price, prices) : { ...own, unpricedTokens: own.unpricedTokens + totalTokens(each.tokens) });
  }
  return [...models.values()];
}

function priced(own: OurModel, usage: ResolvedUsage, { prices, list, basis }: Price, known: Prices): OurModel {
  const { tokens, requests, tier, band, provider, name, at } = usage;
  const cost = costOf(tokens, requests, prices);
  const standard = isStandard(tier) ? null : resolve(known.book, known.rules, { provider, name, tier: "", band }, at).price;
  const kinds = { ...own.kinds };
  for (const each of tokenClasses) {
    const kind = kindOfClass(each);
    const amount = tokens[each] * prices[each] * attoPerPico;
    if (amount !== 0n) kinds[kind] = (kinds[kind] ?? 0n) + amount;
  }
  const perRequest = requests * prices.request * attoPerPico;
  if (perRequest !== 0n) kinds.other = (kinds.other ?? 0n) + perRequest;
  return {
    ...own,
    kinds,
    cost: (own.cost ?? 0n) + cost * attoPerPico,
    uncached: own.uncached + tokens.cache_read * (prices.input - prices.cache_read) * attoPerPico,
    untiered: own.untiered + (standard ? (costOf(tokens, requests, standard.prices) - cost) * attoPerPico : 0n),
    undiscounted: own.undiscounted + (basis === "contract" ? (costOf(tokens, requests, list) - cost) * attoPerPico : 0n),
  };
}
