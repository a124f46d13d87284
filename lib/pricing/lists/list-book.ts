import { type Book, type BookModel, bookOf } from "../book";
import type { PriceList } from "./list";

/** The book that a list alone would make. */
export function bookOfList({ models, providerAliases }: PriceList): Book {
  const made = models.map((listed): { model: BookModel; aliases: readonly string[] } => {
    const { aliases, sources, ...of } = listed;
    const patterns = of.patterns.map((pattern) => new RegExp(pattern, "i"));
    const periods = of.periods.map((period) => ({ ...period, sources, recordedAt: null }));
    return { model: { ...of, patterns, periods, checkedOn: null }, aliases };
  });
  const since = { startsAt: null, startIsCertain: true, recordedAt: null };
  return bookOf({
    models: made.map(({ model }) => model),
    aliases: made.flatMap(({ model, aliases }) => aliases.map((alias) => ({ ...since, provider: model.provider, alias, model }))),
    providerAliases,
  });
}
