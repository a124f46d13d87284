import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import type { Translator } from "@/lib/i18n/translator";
import { addDays, type Instant, type Zone } from "@/lib/period";
import { type Book, bookModel } from "@/lib/pricing/book";
import type { Savings } from "@/lib/savings/queries";
import { type Atto, toPico } from "@/lib/savings/savings";
import { type AsKnown, explainDaysAddress } from "@/lib/spend/address";
import type { Dimension } from "@/lib/spend/dimension";
import type { Range } from "@/lib/spend/range";
import type { SpendView } from "@/lib/spend/view";
import { stretch } from "../spend/shown";

export type Words = Translator<"savings">;

/** What every section of the page is shown from. */
export type View = {
  slug: string;
  zone: Zone;
  at: Instant;
  locale: Locale;
  t: Words;
  book: Book;
  asked: SpendView;
  known: AsKnown;
  found: Savings;
  hrefTo: (changed: Partial<SpendView>) => string;
  /** Where both sides open down to tokens × price. */
  explainedHref: (changed: Partial<SpendView>) => string;
};

export const breakdowns = ["model", "team", "project", "user", "provider"] as const satisfies readonly Dimension[];

/** What the savings are measured against, in a word. */
export function baselineName({ found, t }: Pick<View, "found" | "t">): string {
  const names = [...new Set(found.baselines.map(({ name }) => name))];
  return names.length > 1 ? t("theirBaselines") : (names[0] ?? found.baseline.name);
}

/** In June 2026, from 1 to 23 June 2026: a stretch of time as it stands in a sentence. */
export function during({ kind, from, to }: Range, locale: Locale, t: Words): string {
  if (kind === "month" || kind === "quarter" || kind === "year") return t(`during.${kind}`, { range: stretch(from, to, locale) });
  const last = addDays(to, -1);
  if (from === last) return t("during.day", { day: format.day(from, locale) });
  return t("during.span", { first: format.day(from, locale, { short: from.slice(0, 4) === last.slice(0, 4) }), last: format.day(last, locale) });
}

export function money(amount: Atto, locale: Locale, options = {}): string {
  return format.money(toPico(amount), locale, options);
}

/** How a value of a dimension is called. */
export function nameOf({ book, t }: Pick<View, "book" | "t">, by: Dimension, dimensions: Partial<Record<Dimension, string | null>>): string {
  const name = dimensions[by] ?? null;
  if (name === null) return t("unattributed");
  return by === "model" ? (bookModel(book, dimensions.provider ?? "", name)?.name ?? name) : name;
}

/** Where the whole cost opens down to tokens × price. */
export function explainedAll({ slug, asked: { range, filters, excluded }, known }: Pick<View, "slug" | "asked" | "known">): string {
  return explainDaysAddress(slug, { from: range.from, to: range.to }, { filters, excluded }, known.text);
}
