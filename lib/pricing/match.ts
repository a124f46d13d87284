import type { Instant } from "@/lib/period";
import type { Book, BookModel, ProviderShelf } from "./book";

/** The providers a bare model name is looked up among. */
const unnamedProviders = ["openai", "anthropic", "google", "mistral", "deepseek", "xai", "cohere", "moonshot", "perplexity"];

/** A raw name taken apart: lower case, trimmed, its provider by its usual name ("" where none is named or known). */
export type RawName = { provider: string; name: string };

/** Normalises what a source wrote. A provider the book does not know stays as it is written. */
export function rawName(book: Book, provider: string, name: string): RawName {
  const written = provider.trim().toLowerCase();
  return { provider: book.providerAliases.get(written) ?? written, name: name.trim().toLowerCase() };
}

/**
 * The model that a raw name means at a time: by id, alias, display name or an anchored pattern, exactly; never a near match.
 * Without a provider, a `provider/` prefix names it, else exactly one hit among the usual providers counts. null: no model, so unpriced.
 */
export function matchModel(book: Book, provider: string, name: string, at: Instant): BookModel | null {
  const raw = rawName(book, provider, name);
  if (raw.provider) return shelved(book, raw.provider, raw.name, at) ?? shelved(book, raw.provider, withoutProvider(book, raw), at);

  const slash = raw.name.indexOf("/");
  const named = slash > 0 ? book.providerAliases.get(raw.name.slice(0, slash)) : undefined;
  if (named) return shelved(book, named, raw.name.slice(slash + 1), at);
  const hits = unnamedProviders.flatMap((candidate) => shelved(book, candidate, raw.name, at) ?? []);
  return hits.length === 1 ? (hits[0] ?? null) : null;
}

function withoutProvider(book: Book, { provider, name }: RawName): string {
  const slash = name.indexOf("/");
  return slash > 0 && book.providerAliases.get(name.slice(0, slash)) === provider ? name.slice(slash + 1) : "";
}

function shelved(book: Book, provider: string, name: string, at: Instant): BookModel | null {
  const shelf = book.shelves.get(provider);
  if (!shelf || !name) return null;
  return aliasAt(shelf, name, at) ?? shelf.byName.get(name) ?? shelf.patterns.find(({ pattern }) => pattern.test(name))?.model ?? null;
}

/** An alias counts from its start; an id of the same name counts before. */
function aliasAt(shelf: ProviderShelf, name: string, at: Instant): BookModel | null {
  return shelf.aliases.get(name)?.findLast((alias) => alias.startsAt === null || alias.startsAt <= at)?.model ?? null;
}
