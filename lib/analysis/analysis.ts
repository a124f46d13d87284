import type { Fraction } from "@/lib/fraction";
import type { Instant } from "@/lib/period";
import type { Baseline } from "@/lib/pricing/baseline";
import { type Book, type BookModel, type BookPeriod, bookModel, isCheckedRecently, type Source, staleDays } from "@/lib/pricing/book";
import { byPrice, type Comparison, compared, type Quote, quoteOf, writesNothing } from "@/lib/pricing/comparison";

/** How far a price can be relied on: a dated source gave it within 90 days, before that, or never. */
export type Check = { kind: "recent" | "old"; days: number } | { kind: "never" };

/** A quote with the numbers of the dated sources that give it, or of all where none is dated. */
export type Cited = Quote & { cites: readonly number[]; check: Check };

/** Another model's quote, and how the analysed one stands against it; null: it costs nothing, or is no model of the same kind. */
export type Beside = Cited & { comparison: Comparison | null };

/** Why there is no verdict. */
export type Without = "no_price" | "writes_nothing" | "is_baseline" | "no_baseline" | "baseline_free";

export type Analysis = {
  model: BookModel;
  at: Instant;
  /** Tokens read for one written. */
  r: bigint;
  /** The list price in force; null: none today. */
  own: Cited | null;
  /** The price that went before the one in force, and the one that is announced. */
  before: BookPeriod | null;
  next: BookPeriod | null;
  isRetired: boolean;
  /** Of the blended price; null: it is nothing. */
  outputShare: Fraction | null;
  /** The model it is measured against; null: it has no price. */
  baseline: Beside | null;
  /** The workspace has named no baseline of its own. */
  isPreset: boolean;
  without: Without | null;
  /** Other well-known premium models. */
  premium: readonly Beside[];
  /** Models on sale, with a price checked within 180 days, that cost less; cheapest first. */
  cheaper: readonly Beside[];
  /** By number, from 1. */
  sources: readonly Source[];
};

/** What most people know as premium models; those that the book has a price for are named beside every model. */
const premiumModels = [
  "openai/gpt-4o",
  "openai/gpt-5",
  "anthropic/claude-sonnet-4-5-20250929",
  "anthropic/claude-opus-4-5-20251101",
  "google/gemini-2.5-pro",
];

/** What a model costs, measured against others: list prices, blended r:1, as they are in force at a time. Pure; the words are in `text.ts`. */
export function analysisOf(
  book: Book,
  model: BookModel,
  baseline: Pick<Baseline, "provider" | "model" | "isPreset">,
  r: bigint,
  at: Instant,
): Analysis {
  const numbered = new Numbering();
  const cited = (quote: Quote): Cited => ({ ...quote, cites: numbered.of(quote.period.sources), check: checkOf(quote.model, at) });
  const quote = quoteOf(model, r, at);
  const own = quote && cited(quote);
  const isComparable = own !== null && !writesNothing(own.period);
  const beside = (other: Quote): Beside => ({ ...cited(other), comparison: isComparable ? compared(own, other) : null });

  const measure = bookModel(book, baseline.provider, baseline.model);
  const measured = measure && quoteOf(measure, r, at);
  const named = premiumModels.flatMap((id) => {
    const other = book.models.find((each) => `${each.provider}/${each.id}` === id);
    return other && other !== model && other !== measure ? (quoteOf(other, r, at) ?? []) : [];
  });
  const against = measured && !writesNothing(measured.period) ? beside(measured) : null;
  return {
    ...{ model, at, r, own },
    before: own && priceBefore(model, own.period),
    next: model.periods.find(({ startsAt }) => startsAt !== null && startsAt > at) ?? null,
    isRetired: isRetired(model, at),
    outputShare: own && isComparable ? outputShare(own, r) : null,
    baseline: against,
    isPreset: baseline.isPreset,
    without: withoutVerdict(own, isComparable, against),
    premium: named.sort(byPrice).map(beside),
    cheaper: isComparable ? cheaperThan(book, own, r, at).map(beside) : [],
    sources: numbered.sources,
  };
}

/** When a source was last seen to give a model's price, in whole days. */
export function checkOf({ checkedOn }: BookModel, at: Instant): Check {
  if (checkedOn === null) return { kind: "never" };
  const days = Math.max(0, Math.floor((at - Date.parse(checkedOn)) / 86_400_000));
  return { kind: days > staleDays ? "old" : "recent", days };
}

/** The price that another took the place of; not one of the same start, which was corrected. */
function priceBefore({ periods }: BookModel, { startsAt }: BookPeriod): BookPeriod | null {
  return startsAt === null ? null : (periods.findLast((period) => period.startsAt === null || period.startsAt < startsAt) ?? null);
}

function withoutVerdict(own: Cited | null, isComparable: boolean, against: Beside | null): Without | null {
  if (!own) return "no_price";
  if (!isComparable) return "writes_nothing";
  if (!against) return "no_baseline";
  if (!against.comparison) return "baseline_free";
  return against.model === own.model ? "is_baseline" : null;
}

function outputShare({ period, blended }: Quote, r: bigint): Fraction | null {
  return blended.numerator === 0n ? null : { numerator: period.prices.output, denominator: r * period.prices.input + period.prices.output };
}

function cheaperThan(book: Book, own: Quote, r: bigint, at: Instant): Quote[] {
  return book.models
    .filter((other) => other !== own.model && !isRetired(other, at) && isCheckedRecently(other, at))
    .flatMap((other) => quoteOf(other, r, at) ?? [])
    .filter((other) => !writesNothing(other.period) && other.blended.numerator < own.blended.numerator)
    .sort(byPrice);
}

function isRetired({ retiredOn }: BookModel, at: Instant): boolean {
  return retiredOn !== null && Date.parse(retiredOn) <= at;
}

/** Numbers sources in the order they come; the same text at the same date is one. */
class Numbering {
  readonly sources: Source[] = [];

  of(sources: readonly Source[]): number[] {
    const numbers = sources.map((source) => {
      const known = this.sources.findIndex(({ url, as_of: asOf }) => url === source.url && asOf === source.as_of);
      return { source, number: known < 0 ? this.sources.push(source) : known + 1 };
    });
    const dated = numbers.filter(({ source }) => source.as_of ?? source.retrieved);
    return (dated.length ? dated : numbers).map(({ number }) => number).sort((a, b) => a - b);
  }
}
