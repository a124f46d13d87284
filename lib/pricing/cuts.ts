import type { Instant } from "@/lib/period";
import type { Book } from "./book";
import type { PriceRule } from "./rule";

/** Every instant at which some price, alias or rule starts, sorted. Between two of them all prices stand still. */
export function priceCuts(book: Book, rules: readonly PriceRule[]): Instant[] {
  const cuts = new Set<Instant>(rules.map((rule) => rule.startsAt));
  for (const model of book.models) {
    for (const { startsAt } of model.periods) if (startsAt !== null) cuts.add(startsAt);
  }
  for (const shelf of book.shelves.values()) {
    for (const { startsAt } of [...shelf.aliases.values()].flat()) if (startsAt !== null) cuts.add(startsAt);
  }
  return [...cuts].sort((a, b) => a - b);
}
