import { picoPerToken } from "@/lib/money";
import { type Book, periodAt } from "./book";
import { matchModel } from "./match";

/** Names that public lists match, as `[provider, name, their model, input, output]` with prices in dollars per million tokens. */
export type MatchingFacts = {
  sources: { id: string; as_of: string; names: string[][] }[];
  disagreements: { source: string; provider: string; name: string; why: string }[];
};

/** How our matching does by a list's names: matched with the list's price, left without a price, known to be priced otherwise, or matched wrong. */
export type Judgement = { source: string; right: number; unpriced: number; disagreed: number; wrong: string[] };

/** Judges the matching of a book by facts. */
export function judged(book: Book, { sources, disagreements }: MatchingFacts): Judgement[] {
  return sources.map(({ id: source, as_of: day, names }) => {
    const at = Date.parse(`${day}T00:00:00Z`);
    const judgement: Judgement = { source, right: 0, unpriced: 0, disagreed: 0, wrong: [] };
    for (const [provider = "", name = "", , input = "0", output = "0"] of names) {
      const model = matchModel(book, provider, name, at);
      const prices = model && periodAt(model.periods, at)?.prices;
      const isKnown = disagreements.some((other) => other.source === source && other.provider === provider && other.name === name);
      if (!prices) judgement.unpriced++;
      else if (prices.input === picoPerToken(input) && prices.output === picoPerToken(output)) judgement.right++;
      else if (isKnown) judgement.disagreed++;
      else judgement.wrong.push(`${provider}/${name} → ${model.provider}/${model.id}`);
    }
    return judgement;
  });
}
