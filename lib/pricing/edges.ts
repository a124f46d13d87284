import type { Book } from "./book";
import type { PriceRule } from "./rule";

/** A total of many requests has no prompt of its own. */
export const aggregateBand = -1n;

/** The sorted sizes (tokens) at which a single request's price or standing can change: thresholds of long prompts, and known windows; `windows`: those known once. */
export function promptEdges(book: Book, rules: readonly PriceRule[], windows: readonly bigint[] = []): bigint[] {
  const edges = new Set<bigint>(windows);
  for (const rule of rules) if (rule.kind === "price" && rule.prices.long) edges.add(rule.prices.long.threshold);
  for (const model of book.models) {
    if (model.contextWindow !== null) edges.add(model.contextWindow);
    for (const period of model.periods) if (period.long) edges.add(period.long.threshold);
  }
  return [...edges].sort((a, b) => (a < b ? -1 : 1));
}

/** The largest edge that a single request's prompt (uncached + read + writes) exceeds, 0 if none: `prompt > edge ⇔ band ≥ edge`. */
export function bandOf(prompt: bigint, edges: readonly bigint[]): bigint {
  return edges.findLast((edge) => edge < prompt) ?? 0n;
}
