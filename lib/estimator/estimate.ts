import type { Pico } from "@/lib/money";
import type { Instant } from "@/lib/period";
import { type Blended, blended, type Verdict, verdict } from "@/lib/pricing/blended";
import type { Book, BookModel } from "@/lib/pricing/book";
import { periodAt } from "@/lib/pricing/book";
import { bandOf, promptEdges } from "@/lib/pricing/edges";
import { costOf, referencePrice, resolve } from "@/lib/pricing/price";
import type { PriceRule } from "@/lib/pricing/rule";
import { forEachClass, type Tokens } from "@/lib/usage/tokens";

/** What one request is like, and how many there are. Tokens are per request; cached ones are part of the input. */
export type Estimated = { inputTokens: bigint; outputTokens: bigint; cachedInputTokens: bigint; requests: bigint; serviceTier: string };

export type EstimateLine = {
  model: BookModel;
  /** Without rules. */
  list: { perRequest: Pico; total: Pico };
  /** With the workspace's rules. */
  cost: { perRequest: Pico; total: Pico };
  /** The prompt does not fit what the model is known to read. */
  isOverWindow: boolean;
};

/** What a usage costs on every model that has a price and is not known to be retired, cheapest first. Pure. */
export function estimate(book: Book, rules: readonly PriceRule[], of: Estimated, at: Instant): EstimateLine[] {
  const tokens: Tokens = {
    ...forEachClass(() => 0n),
    input: of.inputTokens - of.cachedInputTokens,
    cache_read: of.cachedInputTokens,
    output: of.outputTokens,
  };
  const band = bandOf(of.inputTokens, promptEdges(book, rules));
  const lines = book.models.flatMap((model): EstimateLine[] => {
    if (model.retiredOn !== null && Date.parse(model.retiredOn) <= at) return [];
    const key = { provider: model.provider, name: model.id, tier: of.serviceTier, band };
    const list = referencePrice(model, key, at);
    const { price } = resolve(book, rules, key, at);
    if (!list || !price) return [];
    const [listed, paid] = [costOf(tokens, 1n, list.prices), costOf(tokens, 1n, price.prices)];
    const isOverWindow = model.contextWindow !== null && of.inputTokens > model.contextWindow;
    return [
      { model, list: { perRequest: listed, total: listed * of.requests }, cost: { perRequest: paid, total: paid * of.requests }, isOverWindow },
    ];
  });
  return lines.sort((a, b) => (a.cost.total === b.cost.total ? a.model.id.localeCompare(b.model.id, "en") : a.cost.total < b.cost.total ? -1 : 1));
}

/** How a model stands against another at weights r:1, from exact ratios; null where one has no price. */
export function verdictOf(
  model: BookModel,
  baseline: BookModel,
  r: bigint,
  at: Instant,
): { verdict: Verdict; model: Blended; baseline: Blended } | null {
  const [own, other] = [periodAt(model.periods, at), periodAt(baseline.periods, at)];
  if (!own || !other) return null;
  const [a, b] = [blended(own.prices, r), blended(other.prices, r)];
  return { verdict: verdict(a, b), model: a, baseline: b };
}
