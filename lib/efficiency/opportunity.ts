import type { Pico } from "@/lib/money";
import type { ClassPrices } from "@/lib/pricing/sheet";
import { amountOf } from "@/lib/savings/savings";
import { type Tokens, totalTokens } from "@/lib/usage/tokens";
import type { EfficiencyAmount } from "./efficiency";

/**
 * Money that a model leaves on the table, exact at the prices paid. `batch`: of usage at standard price, what the batch tier would have cost less. `cache`: caching
 * cost more than it spared. That tokens could have been read from a cache cannot be known from their number, so it is never told.
 */
export type Opportunity = { kind: "batch" | "cache"; provider: string | null; model: string; tokens: bigint; cost: Pico; saving: Pico };

type ModelUsage = { provider: string | null; model: string; tokens: Tokens; requests: bigint; rates: Record<EfficiencyAmount, ClassPrices | null> };

/** What could have cost less, by model, the most first. Pure. */
export function opportunities(usage: readonly ModelUsage[]): Opportunity[] {
  const models = new Map<string, Opportunity[]>();
  for (const { provider, model, tokens, requests, rates } of usage) {
    const key = JSON.stringify([provider, model]);
    const of = (kind: Opportunity["kind"]): Opportunity => ({ kind, provider, model, tokens: 0n, cost: 0n, saving: 0n });
    const [batch = of("batch"), cache = of("cache")] = models.get(key) ?? [];
    models.set(key, [batch, cache]);
    const sum = (name: EfficiencyAmount) => amountOf(tokens, requests, rates[name] ?? nothing);
    batch.tokens += sum("batchable_tokens");
    batch.cost += sum("batchable_cost");
    batch.saving += sum("batchable_saving");
    cache.tokens += totalTokens({ ...tokens, input: 0n, output: 0n });
    cache.cost += sum("cost");
    cache.saving -= sum("cache_reads") + sum("cache_writes");
  }
  return [...models.values()]
    .flat()
    .filter(({ saving }) => saving > 0n)
    .sort((a, b) => (a.saving < b.saving ? 1 : -1));
}

const nothing: ClassPrices = { input: 0n, cache_read: 0n, cache_write_5m: 0n, cache_write_1h: 0n, output: 0n, request: 0n };
