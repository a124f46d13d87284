import type { Book } from "@/lib/pricing/book";
import { matchModel, rawName } from "@/lib/pricing/match";

/**
 * The provider a raw model name belongs to, by its usual name: the one the source named, else the one whose model the name is. A function of the name
 * and the book alone: prices and aliases that a workspace sets move no usage to another provider. "": not known.
 */
export function providerOf(book: Book, provider: string, name: string): string {
  return rawName(book, provider, name).provider || (matchModel(book, provider, name, Number.POSITIVE_INFINITY)?.provider ?? "");
}
