import type { Sorting } from "@/components/ui/sortable-table";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import type { Translator } from "@/lib/i18n/translator";
import { addDays, addMonths, type Day, dayOf, type Instant, type Period, type Zone } from "@/lib/period";
import { type AsKnown, explainPeriodAddress, type Picked } from "@/lib/spend/address";
import type { DifferenceDimension } from "@/lib/spend/difference";
import type { Dimension, Filters } from "@/lib/spend/dimension";
import type { Measure } from "@/lib/spend/measure";
import { change } from "@/lib/spend/spend";
import { narrowed, type SpendView } from "@/lib/spend/view";
import { modelLabel, type SpendData } from "./data";

export type Words = Translator<"spend">;

/** What the page is asked for, and how it is told. */
export type Page = {
  slug: string;
  zone: Zone;
  at: Instant;
  locale: Locale;
  t: Words;
  known: AsKnown;
  asked: SpendView;
  /** Where the page shows something else. */
  hrefTo: (changed: Partial<SpendView>, by?: DifferenceDimension) => string;
};

/** What every section of the page is shown from. */
export type View = Page & { data: SpendData };

/** A page about spend, and the book that names its models. */
export type Naming = Page & { data: Pick<SpendData, "book"> };

/** How a value of a dimension is called; null: what is unattributed, or of the standard tier. */
export function nameOf({ data: { book }, t }: Pick<Naming, "t" | "data">, by: Dimension, value: string | null): string {
  if (value === null) return by === "service_tier" ? t("standardTier") : t("unattributed");
  if (by === "import") return t("importNumber", { number: value });
  return by === "model" && value.includes("/") ? modelLabel(book, value) : value;
}

/** A month, a quarter or a year by its name, other days from the first to the last. */
export function stretch(from: Day, to: Day, locale: Locale, { short = false } = {}): string {
  const [month, last] = [from.slice(0, 7), addDays(to, -1)];
  const months = from.endsWith("-01") && to.endsWith("-01") ? [1, 3, 12].find((count) => `${addMonths(month, count)}-01` === to) : undefined;
  if (months === 1) return format.month(month, locale);
  if (months === 3 && Number(month.slice(5)) % 3 === 1) return format.quarter(month, locale);
  if (months === 12 && month.endsWith("-01")) return month.slice(0, 4);
  return format.days(from, last, locale, { short });
}

/** The days of the page. */
export function rangeName({ asked, locale }: Pick<Page, "asked" | "locale">): string {
  return stretch(asked.range.from, asked.range.to, locale);
}

/** 1–23 June until 14:15, or all of a month by its name. */
export function rangeOf({ zone, locale, t }: Page, period: Period, isPartial: boolean): string {
  const from = dayOf(period.from, zone);
  const last = dayOf(period.to - 1, zone);
  if (!isPartial) return stretch(from, addDays(last, 1), locale);
  const days = format.days(from, last, locale, { short: true });
  const isWholeDay = dayOf(period.to, zone) !== last;
  return isWholeDay ? days : t("rangeUntil", { days, time: format.time(period.to, zone, locale) });
}

/** Where a cost of a stretch is explained: all of it, or of what else is picked. */
export function explainOf({ slug, zone, asked, known }: View, period: Period, picked: Picked = asked): string {
  return explainPeriodAddress(slug, period, zone, picked, known.text);
}

/** What a line of a list is narrowed to; what stands for many is what is left without those `named` one by one (null: the unattributed). */
export function partOf(view: View, by: Dimension, { kind, name }: Line, named: readonly (string | null)[]): Picked {
  const { filters, excluded } = view.asked;
  if (kind !== "other") return { filters: { ...filters, ...(by === "model" ? modelOf(name) : { [by]: [name] }) }, excluded };
  const left = named.map((each) => filterValue(view, by, each));
  return { filters, excluded: { ...excluded, [by]: [...(excluded[by] ?? []), ...left] } };
}

type Line = { kind: string; name: string | null };

/** A provider and its model, as a list calls it. */
function modelOf(name: string | null): Filters {
  const slash = (name ?? "").indexOf("/");
  return { provider: [(name ?? "").slice(0, slash) || null], model: [(name ?? "").slice(slash + 1)] };
}

/** The change in whole per cent, signed; "new" from nothing. */
export function changeText({ locale, t }: Pick<Page, "locale" | "t">, now: bigint | null, before: bigint | null): string {
  if (now === null) return "—";
  const percent = before === null ? null : change(now, before);
  return percent === null ? t("isNew") : format.percent(String(percent), locale, { signed: true });
}

/** An amount of a measure as it is written. */
export function amountText(measure: Measure, amount: bigint | null, locale: Locale): string {
  if (amount === null) return "—";
  return { cost: format.money, tokens: format.tokens, requests: format.count }[measure](amount, locale);
}

/** What a filter calls a value: a model the book knows by its provider and id, another as it was sent. */
export function filterValue({ data: { book } }: Pick<Naming, "data">, by: Dimension, name: string | null): string | null {
  const isOfBook = book.models.some(({ provider, id }) => `${provider}/${id}` === name);
  return by === "model" && name !== null && !isOfBook ? name.slice(name.indexOf("/") + 1) : name;
}

/** How the tables of a page are sorted, and where they are sorted otherwise. */
export function sortingOf({ sorts }: SpendView, hrefTo: (changed: Partial<SpendView>) => string): Sorting {
  return { sorts, hrefTo: (changed) => hrefTo({ sorts: changed }) };
}

/** Where everything is narrowed to a value alone; none where it is already. */
export function narrowAddress(view: Naming, by: Dimension, name: string | null): string | undefined {
  const { asked, hrefTo } = view;
  const value = filterValue(view, by, name);
  return asked.filters[by]?.includes(value) ? undefined : hrefTo(narrowed(asked, by, value));
}

/** Where everything is narrowed to a line of a list; what stands for many is what is left without those `named` one by one. */
export function lineAddress(view: View, by: Dimension, line: Line, named: readonly (string | null)[]): string | undefined {
  if (line.kind !== "other") return narrowAddress(view, by, line.name);
  return named.length ? view.hrefTo(partOf(view, by, line, named)) : undefined;
}
