import type { Decimal } from "@/lib/money";
import type { Day, Instant } from "@/lib/period";
import type { PriceSheet } from "./sheet";

/** Where a price was read: a name, an address, and the days. */
export type Source = { name: string; url: string; as_of?: string; retrieved?: string };

/** A price from its start until the model's next one. Append-only. */
export type BookPeriod = PriceSheet & {
  /** null: since the model exists. */
  startsAt: Instant | null;
  /** false: the day of the start is not certain. */
  startIsCertain: boolean;
  startBasis: string | null;
  note: string | null;
  sources: readonly Source[];
  /** null: came with the first installed book and counts as always known. */
  recordedAt: Instant | null;
};

export type BookModel = {
  provider: string;
  id: string;
  name: string;
  /** premium, mid or small; for suggestions only. */
  tier: string;
  /** Anchored patterns of dated snapshots. */
  patterns: readonly RegExp[];
  /** The published vocabulary it counts tokens with; null: none is known. */
  tokenizer: string | null;
  /** Tokens; null: unknown. */
  contextWindow: bigint | null;
  /** null: unknown, standard prices are used and marked. */
  batchMultiplier: Decimal | null;
  releasedOn: Day | null;
  retiredOn: Day | null;
  note: string | null;
  /** When a source was last seen to give the price in force; null: no source says. */
  checkedOn: Day | null;
  /** Sorted by start, then by when they were recorded. */
  periods: readonly BookPeriod[];
};

/** A price that no source confirmed for more days is marked. */
export const staleDays = 90;

/** A model whose price no source confirmed for more days is not named as the cheapest. */
export const namedDays = 180;

/** A name that points to a model from a day on. */
export type BookAlias = { alias: string; startsAt: Instant | null; startIsCertain: boolean; recordedAt: Instant | null; model: BookModel };

/** What a provider's names mean: ids and display names, and aliases by date. All keys are lower case. */
export type ProviderShelf = {
  byName: ReadonlyMap<string, BookModel>;
  aliases: ReadonlyMap<string, readonly BookAlias[]>;
  patterns: readonly { pattern: RegExp; model: BookModel }[];
};

/** The reference price book, as known at some time. */
export type Book = {
  models: readonly BookModel[];
  /** Any spelling of a provider to the provider. */
  providerAliases: ReadonlyMap<string, string>;
  shelves: ReadonlyMap<string, ProviderShelf>;
};

export type BookFacts = {
  models: readonly BookModel[];
  aliases: readonly (BookAlias & { provider: string })[];
  providerAliases: ReadonlyMap<string, string>;
};

/** Orders a book for looking things up. */
export function bookOf({ models, aliases, providerAliases }: BookFacts): Book {
  const shelves = new Map<string, ProviderShelf>();
  for (const provider of new Set(models.map((model) => model.provider))) {
    const own = models.filter((model) => model.provider === provider);
    shelves.set(provider, {
      // An id wins over a display name that reads the same.
      byName: new Map([...own.map((m) => [m.name.toLowerCase(), m] as const), ...own.map((m) => [m.id.toLowerCase(), m] as const)]),
      aliases: groupedByName(aliases.filter((alias) => alias.provider === provider)),
      patterns: own.flatMap((model) => model.patterns.map((pattern) => ({ pattern, model }))),
    });
  }
  return { models, providerAliases, shelves };
}

function groupedByName(aliases: readonly BookAlias[]): Map<string, BookAlias[]> {
  const groups = new Map<string, BookAlias[]>();
  for (const alias of aliases) {
    const key = alias.alias.toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), alias]);
  }
  return groups;
}

/** A model of the book by its provider and id. */
export function bookModel(book: Book, provider: string, id: string): BookModel | null {
  return book.models.find((model) => model.provider === provider && model.id === id) ?? null;
}

/** Whether a model is one that answers: an embedding's output is always 0 while its input is charged. A model without a price is none that can be compared. */
export function writesAnswers({ periods }: BookModel): boolean {
  return periods.some(({ prices }) => prices.output > 0n || prices.input === 0n);
}

/** Whether a source confirmed the price recently enough to call its model the cheapest. */
export function isCheckedRecently({ checkedOn }: BookModel, at: Instant): boolean {
  return checkedOn !== null && at - Date.parse(checkedOn) <= namedDays * 86_400_000;
}

/** The period in force: the latest start that is not later, of those the latest recorded. */
export function periodAt(periods: readonly BookPeriod[], at: Instant): BookPeriod | null {
  return periods.findLast((period) => period.startsAt === null || period.startsAt <= at) ?? null;
}
