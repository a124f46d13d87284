import type { Instant } from "@/lib/period";
import { type Blended, blended } from "./blended";
import { type Book, type BookAlias, type BookModel, type BookPeriod, periodAt } from "./book";
import { type Price, resolve } from "./price";
import type { PriceRule } from "./rule";

/** A model as the price list shows it at a time: its period in force, blended at 3:1, and what this workspace pays. */
export type Entry = {
  model: BookModel;
  aliases: readonly BookAlias[];
  period: BookPeriod | null;
  blended: Blended | null;
  /** Standard tier, base prompt. */
  effective: Price | null;
};

export const usualWeight = 3n;

/** The price list at a time, by provider and name. */
export function entries(book: Book, rules: readonly PriceRule[], at: Instant): Entry[] {
  return book.models.map((model) => entryOf(book, rules, model, at)).sort((a, b) => order(a.model).localeCompare(order(b.model), "en"));
}

/** One model of the price list. */
export function entryOf(book: Book, rules: readonly PriceRule[], model: BookModel, at: Instant): Entry {
  const period = periodAt(model.periods, at);
  const aliases = [...(book.shelves.get(model.provider)?.aliases.values() ?? [])].flat().filter((alias) => alias.model === model);
  const { price } = resolve(book, rules, { provider: model.provider, name: model.id, tier: "", band: 0n }, at);
  return { model, aliases, period, blended: period && blended(period.prices, usualWeight), effective: price };
}

function order({ provider, name }: BookModel): string {
  return `${provider} ${name}`;
}
