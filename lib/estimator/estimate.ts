import type { Pico } from "@/lib/money";
import type { Instant } from "@/lib/period";
import type { Book, BookModel } from "@/lib/pricing/book";
import { writesNothing } from "@/lib/pricing/comparison";
import { aggregateBand, bandOf, promptEdges } from "@/lib/pricing/edges";
import { type Basis, costOf, referencePrice, resolve } from "@/lib/pricing/price";
import type { PriceRule } from "@/lib/pricing/rule";
import type { Assumption } from "@/lib/pricing/sheet";
import type { Load } from "./load";

export type EstimateLine = {
  model: BookModel;
  load: Load;
  /** Of the whole load, without rules. */
  list: Pico;
  /** Of the whole load, with the workspace's rules. */
  cost: Pico;
  basis: Basis;
  assumed: readonly Assumption[];
  /** The prompt does not fit what the model is known to read. */
  isOverWindow: boolean;
  /** It has no price for answers, and the load asks for some. */
  isMute: boolean;
};

/** What a load costs on every model that has a price and is not known to be retired, cheapest first. A load may differ by model: they count tokens in their own ways. Pure. */
export function estimate(book: Book, rules: readonly PriceRule[], loadOf: (model: BookModel) => Load, at: Instant): EstimateLine[] {
  const edges = promptEdges(book, rules);
  const lines = onSale(book, at).flatMap((model): EstimateLine[] => {
    const load = loadOf(model);
    const { tokens, calls, tier, prompt } = load;
    const key = { provider: model.provider, name: model.id, tier, band: prompt === null ? aggregateBand : bandOf(prompt, edges) };
    const list = referencePrice(model, key, at);
    const { price } = resolve(book, rules, key, at);
    if (!list || !price) return [];
    return [
      {
        ...{ model, load, list: costOf(tokens, calls, list.prices), cost: costOf(tokens, calls, price.prices) },
        ...{ basis: price.basis, assumed: price.assumed },
        isOverWindow: prompt !== null && model.contextWindow !== null && prompt > model.contextWindow,
        isMute: tokens.output > 0n && writesNothing(list.period),
      },
    ];
  });
  return lines.sort((a, b) => (a.cost === b.cost ? a.model.id.localeCompare(b.model.id, "en") : a.cost < b.cost ? -1 : 1));
}

/** Models on sale that no price is known of. */
export function unpricedModels(book: Book, rules: readonly PriceRule[], at: Instant): BookModel[] {
  const key = { tier: "", band: 0n };
  return onSale(book, at).filter(
    (model) => !referencePrice(model, key, at) || !resolve(book, rules, { ...key, provider: model.provider, name: model.id }, at).price,
  );
}

function onSale(book: Book, at: Instant): BookModel[] {
  return book.models.filter(({ retiredOn }) => retiredOn === null || Date.parse(retiredOn) > at);
}
