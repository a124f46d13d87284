import type { Instant } from "@/lib/period";
import type { Book, BookModel } from "./book";
import { type Price, resolve } from "./price";
import type { PriceRule } from "./rule";

/** What a model costs from a time until the next step: standard tier, base prompt. null: no price then. */
export type PriceStep = { startsAt: Instant | null; price: Price | null };

/** Every change of a model's price for this workspace, oldest first: by the book, and by its rules. */
export function priceSteps(book: Book, rules: readonly PriceRule[], model: BookModel): PriceStep[] {
  const starts = new Set<Instant>();
  for (const { startsAt } of model.periods) if (startsAt !== null) starts.add(startsAt);
  for (const { startsAt } of rules) starts.add(startsAt);
  const at = (instant: Instant) => resolve(book, rules, { provider: model.provider, name: model.id, tier: "", band: 0n }, instant).price;
  const sorted = [...starts].sort((a, b) => a - b);
  const steps: PriceStep[] = [{ startsAt: null, price: at((sorted[0] ?? 0) - 1) }];
  for (const startsAt of sorted) {
    const price = at(startsAt);
    if (!isSame(steps.at(-1)?.price ?? null, price)) steps.push({ startsAt, price });
  }
  return steps.length > 1 && steps[0]?.price === null ? steps.slice(1) : steps;
}

function isSame(a: Price | null, b: Price | null): boolean {
  return a?.period === b?.period && a?.rule === b?.rule;
}

/** The same model at other providers, by its display name: an addition such as "on Azure (EU)" only says whose offer it is. */
export function otherOffers(book: Book, model: BookModel): BookModel[] {
  return book.models.filter((other) => other.provider !== model.provider && plainName(other) === plainName(model));
}

function plainName({ name }: BookModel): string {
  return name
    .toLowerCase()
    .replace(/\s*\(.*?\)/g, "")
    .replace(/ on [a-z ]+$/, "")
    .trim();
}
