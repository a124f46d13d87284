import type { Fraction } from "@/lib/fraction";
import type { Instant } from "@/lib/period";
import { type Book, type BookModel, bookModel } from "@/lib/pricing/book";
import type { PriceRule } from "@/lib/pricing/rule";
import { tokenizerOf } from "./counted";
import { type EstimateLine, estimate, unpricedModels } from "./estimate";
import { type Bound, loadOf, paceOf, type Usage } from "./load";
import { type Amounts, amountsOf } from "./pace";
import type { Order, Question } from "./question";

/** One model's answer to a question. */
export type Row = {
  line: EstimateLine;
  /** What the workspace would pay. */
  amounts: Record<Bound, Amounts>;
  /** At list prices, where the workspace pays others; null: it pays these. */
  list: Amounts | null;
  /** A pasted text was counted with another's vocabulary. */
  isGuess: boolean;
};

/** A row beside the first of those chosen. */
export type Chosen = Row & {
  /** How many times the tokens it could take until it costs as much as the first; null: it is the first, or costs nothing. */
  breakEven: Fraction | null;
};

export type Answer = { rows: Row[]; chosen: Chosen[]; mute: readonly BookModel[]; unpriced: readonly BookModel[] };

type Asked = { question: Question; usage: Usage | null; at: Instant };

/**
 * What a question's load comes to on every model that can carry it, in the order asked for, and side by side on those chosen (`otherwise`: where none is). Low and high
 * are whole loads of fewer and of more tokens, each priced by itself, so that a long prompt gets its long price. Pure.
 */
export function answerOf(prices: { book: Book; rules: readonly PriceRule[] }, { question, usage, at }: Asked, otherwise: string): Answer {
  const { book, rules } = prices;
  const linesAt = (bound: Bound) =>
    new Map(estimate(book, rules, (model) => loadOf(question, usage, model.tokenizer, bound), at).map((line) => [line.model, line]));
  const [low, likely, high] = [linesAt("low"), linesAt("likely"), linesAt("high")];
  const pace = paceOf(question, usage);
  const amounts = (line: EstimateLine | undefined, of: "cost" | "list") => amountsOf(line?.[of] ?? 0n, line?.load.calls ?? 0n, pace);
  const rows = [...likely.values()].map(
    (line): Row => ({
      line,
      amounts: { low: amounts(low.get(line.model), "cost"), likely: amounts(line, "cost"), high: amounts(high.get(line.model), "cost") },
      list: line.list === line.cost ? null : amounts(line, "list"),
      isGuess: question.counted !== null && !usage && tokenizerOf(line.model.tokenizer) === null,
    }),
  );
  return {
    rows: rows.filter(({ line }) => !line.isMute).sort(orders[question.order]),
    chosen: chosenOf(rows, book, question.models.length ? question.models : [otherwise]),
    mute: rows.filter(({ line }) => line.isMute).map(({ line }) => line.model),
    unpriced: unpricedModels(book, rules, at),
  };
}

/** Cheapest first among equals: the lines come so. */
const orders: Record<Order, (a: Row, b: Row) => number> = {
  price: () => 0,
  model: (a, b) => a.line.model.name.localeCompare(b.line.model.name, "en"),
  provider: (a, b) => a.line.model.provider.localeCompare(b.line.model.provider, "en"),
};

function chosenOf(rows: readonly Row[], book: Book, names: readonly string[]): Chosen[] {
  const found = names.flatMap((name) => {
    const slash = name.indexOf("/");
    const model = bookModel(book, name.slice(0, slash), name.slice(slash + 1));
    return rows.find(({ line }) => line.model === model) ?? [];
  });
  const [first] = found;
  return found.map((row) => ({
    ...row,
    breakEven: !first || row === first || row.line.cost === 0n ? null : { numerator: first.line.cost, denominator: row.line.cost },
  }));
}
