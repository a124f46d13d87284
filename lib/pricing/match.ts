import type { Instant } from "@/lib/period";
import type { Book, BookAlias, BookModel } from "./book";

/** The providers a bare model name is looked up among. */
const unnamedProviders = ["openai", "anthropic", "google", "mistral", "deepseek", "xai", "cohere", "moonshot", "perplexity"];

/** A raw name taken apart: lower case, trimmed, its provider by its usual name ("" where none is named or known). */
export type RawName = { provider: string; name: string };

/** Normalises what a source wrote. A provider the book does not know stays as it is written. */
export function rawName(book: Book, provider: string, name: string): RawName {
  const written = provider.trim().toLowerCase();
  return { provider: book.providerAliases.get(written) ?? written, name: name.trim().toLowerCase() };
}

/** The same without a prefix that only says whose the name is: what rules are matched with. */
export function bareName(book: Book, provider: string, name: string): RawName {
  const raw = rawName(book, provider, name);
  return spellings(book, raw).at(-1) ?? raw;
}

/** A model, and the dated alias that led to it; null: its own id, name or pattern. */
export type Match = { model: BookModel; alias: BookAlias | null };

/**
 * What a raw name means at a time: by id, alias, display name or an anchored pattern, exactly; never a near match.
 * Without a provider, a prefix names it, else exactly one hit among the usual providers counts. null: no model, so unpriced.
 */
export function matchName(book: Book, provider: string, name: string, at: Instant): Match | null {
  const raw = rawName(book, provider, name);
  for (const spelling of spellings(book, raw)) {
    const found = spelling.provider ? shelved(book, spelling.provider, spelling.name, at) : onlyHit(book, spelling.name, at);
    if (found) return found;
  }
  return null;
}

/** The model alone. */
export function matchModel(book: Book, provider: string, name: string, at: Instant): BookModel | null {
  return matchName(book, provider, name, at)?.model ?? null;
}

/** `models/…` and `publishers/google/models/…`, with a project and location before it or not, are Google's own ways to write a name. */
const googleName = /^(?:(?:projects\/[^/]+\/locations\/[^/]+\/)?publishers\/google\/)?models\/([^/]+)$/;
/** An Amazon resource name ends in the model's id, or in that of an inference profile. */
const bedrockArn = /^arn:aws[a-z-]*:bedrock:[^/]*:(?:foundation-model|inference-profile)\/([^/]+)$/;

/** The ways a name is looked up, in order: as written, then without a prefix that names its provider. */
function spellings(book: Book, raw: RawName): RawName[] {
  const { provider, name } = raw;
  const arn = provider === "" || provider === "bedrock" ? bedrockArn.exec(name)?.[1] : undefined;
  if (arn) return [{ provider: "bedrock", name: arn }];
  const google = provider === "" || provider === "google" ? googleName.exec(name)?.[1] : undefined;
  if (google) return [{ provider: "google", name: google }];
  const slash = name.indexOf("/");
  const named = slash > 0 ? book.providerAliases.get(name.slice(0, slash)) : undefined;
  if (named === undefined || (provider !== "" && named !== provider)) return [raw];
  const bare = { provider: named, name: name.slice(slash + 1) };
  const inner = spellings(book, bare);
  return provider === "" ? inner : [raw, ...inner];
}

function onlyHit(book: Book, name: string, at: Instant): Match | null {
  const hits = unnamedProviders.flatMap((candidate) => shelved(book, candidate, name, at) ?? []);
  return hits.length === 1 ? (hits[0] ?? null) : null;
}

function shelved(book: Book, provider: string, name: string, at: Instant): Match | null {
  const shelf = book.shelves.get(provider);
  if (!shelf || !name) return null;
  const alias = shelf.aliases.get(name)?.findLast(({ startsAt }) => startsAt === null || startsAt <= at);
  // An alias counts from its start; an id of the same name counts before.
  if (alias) return { model: alias.model, alias };
  const model = shelf.byName.get(name) ?? shelf.patterns.find(({ pattern }) => pattern.test(name))?.model;
  return model ? { model, alias: null } : null;
}
