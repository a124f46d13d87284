import "server-only";
import type { Access } from "@/lib/access";
import { snapshot } from "@/lib/db";
import type { Pico } from "@/lib/money";
import type { Period } from "@/lib/period";
import { costOf, type Price } from "@/lib/pricing/price";
import { forEachClass, type Tokens } from "@/lib/usage/tokens";
import { pricesKnown, resolvedUsage, scopeOf } from "./queries";
import { addTokens } from "./spend";

/** One price that a cost is made of: tokens × price, with the period and the rule it comes from. */
export type ExplainedPrice = { price: Price; rawNames: string[]; tier: string; isLong: boolean; tokens: Tokens; requests: bigint; cost: Pico };

/** A model's cost in a period down to its prices, oldest first. `model`: provider/id, or a raw name. */
export async function explainedCost(access: Access, period: Period, model: string): Promise<ExplainedPrice[]> {
  const prices = await pricesKnown(access);
  const usage = await snapshot((client) => resolvedUsage(client, access, scopeOf({ period, filters: { model: [model] } }, prices), prices));
  const found = new Map<string, ExplainedPrice>();
  for (const { price, name, tier, band, tokens, requests } of usage.toSorted((a, b) => a.epoch - b.epoch)) {
    if (!price) continue;
    const isLong = price.period?.long != null && band >= price.period.long.threshold;
    const key = [price.period?.startsAt, price.rule?.id, tier, isLong].join("|");
    const known = found.get(key) ?? { price, rawNames: [], tier, isLong, tokens: forEachClass(() => 0n), requests: 0n, cost: 0n };
    known.tokens = addTokens(known.tokens, tokens);
    known.requests += requests;
    known.cost += costOf(tokens, requests, price.prices);
    if (!known.rawNames.includes(name)) known.rawNames.push(name);
    found.set(key, known);
  }
  return [...found.values()];
}
