import type { Instant } from "@/lib/period";
import { type Book, type BookModel, periodAt } from "./book";
import { bareName } from "./match";

/** Alike enough to be worth a suggestion, in hundredths. */
const enough = 45;
const most = 3;

/** The models whose names are most like a raw name and that have a price then, best first. Suggestions for a person to decide on; nothing is priced by them. */
export function candidatesFor(book: Book, provider: string, name: string, at: Instant): BookModel[] {
  const raw = bareName(book, provider, name);
  const wanted = pairsOf(raw.name);
  return book.models
    .filter((model) => periodAt(model.periods, at))
    .map((model) => {
      const names = [model.id, model.name, ...aliasesOf(book, model)];
      const likeness = Math.max(...names.map((each) => likenessOf(wanted, pairsOf(each.toLowerCase()))));
      return { model, likeness: likeness + (model.provider === raw.provider ? 5 : 0) };
    })
    .filter(({ likeness }) => likeness >= enough)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, most)
    .map(({ model }) => model);
}

function aliasesOf(book: Book, model: BookModel): string[] {
  return [...(book.shelves.get(model.provider)?.aliases.values() ?? [])].flat().flatMap((alias) => (alias.model === model ? alias.alias : []));
}

/** The pairs of neighbouring letters and digits in a name. */
function pairsOf(name: string): Set<string> {
  const plain = name.replace(/[^a-z0-9]+/g, "");
  return new Set(Array.from({ length: Math.max(0, plain.length - 1) }, (_, at) => plain.slice(at, at + 2)));
}

/** Twice the shared pairs over all pairs (Dice), in hundredths. */
function likenessOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (!a.size || !b.size) return 0;
  let shared = 0;
  for (const pair of a) if (b.has(pair)) shared++;
  return (200 * shared) / (a.size + b.size);
}
