import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import type { Translator } from "@/lib/i18n/translator";
import { translatorOf } from "@/lib/i18n/translator";
import { type Decimal, decimalText } from "@/lib/money";
import { addMonths, dayOf, type Instant, type Month, monthOf, type Zone } from "@/lib/period";
import { type Book, bookModel } from "@/lib/pricing/book";
import type { Outcome } from "@/lib/scenarios/outcome";
import type { ScenarioForecast, ScenarioResult } from "@/lib/scenarios/queries";
import { type Fine, fineToPico, type Scenario } from "@/lib/scenarios/scenario";
import type { NoForecast } from "@/lib/spend/forecast";
import { monthRange, parseRange, type Range, spanRange } from "@/lib/spend/range";
import { openingMonth } from "@/lib/spend/span";
import { parseView } from "@/lib/spend/view";
import { nameOf as valueName } from "../../spend/shown";
import { during } from "../shown";

export type Words = Translator<"scenarios">;

/** What every part of these pages is shown from. */
export type View = { slug: string; zone: Zone; at: Instant; locale: Locale; t: Words; book: Book; range: Range };

/** A scenario with what it comes to. */
export type Worked = { scenario: Scenario; result: ScenarioResult; forecast: ScenarioForecast | NoForecast | null };

/** Months shown where no days are asked for. */
const usualMonths = 3;

/** The days an address asks for; else the last three months with usage. */
export function rangeAsked(
  query: Record<string, string | string[] | undefined>,
  months: readonly Month[],
  { at, zone }: Pick<View, "at" | "zone">,
): Range {
  const current = monthOf(at, zone);
  const last = openingMonth(months, current);
  if (["period", "month", "from"].some((name) => query[name])) return parseView(query, { month: last, today: dayOf(at, zone) }).range;
  const first = addMonths(last, 1 - usualMonths);
  const [from, to] = [months[0] && months[0] > first && months[0] <= last ? months[0] : first, addMonths(last, 1)];
  // A stretch that has a name of its own is called by it.
  const quarter = parseRange(`${from.slice(0, 4)}-Q${Math.ceil(Number(from.slice(5)) / usualMonths)}`, dayOf(at, zone));
  return [monthRange(from), quarter].find((range) => range?.from === `${from}-01` && range.to === `${to}-01`) ?? spanRange(`${from}-01`, `${to}-01`);
}

export function money(amount: Fine, locale: Locale, options = {}): string {
  return format.money(fineToPico(amount), locale, options);
}

export function percent(of: Decimal, locale: Locale): string {
  return format.percent(decimalText(of), locale);
}

/** How a model is called; without one, null. */
export function targetName({ change }: Scenario, book: Book): string | null {
  const { model } = change;
  return model && (bookModel(book, model.provider, model.model)?.name ?? model.model);
}

/** What a scenario does, as a sentence without its full stop. */
export function moveText({ share, scope, change, from }: Scenario, { book, locale, t }: Pick<View, "book" | "locale" | "t">): string {
  const words = translatorOf(locale, "spend");
  const list = (names: readonly string[]) => new Intl.ListFormat(locale, { type: "conjunction" }).format(names);
  const named = (by: "model" | "team" | "project", names: readonly (string | null)[]) =>
    list(names.map((name) => valueName({ data: { book }, t: words }, by, name)));
  const count = (tokens: bigint) => format.count(tokens, locale);
  const of = percent(share, locale);
  const { promptAbove: above, promptUpTo: upTo } = scope;
  const narrowed = [
    ...(["team", "project"] as const).flatMap((by) => {
      const names = by === "team" ? scope.teams : scope.projects;
      return names.length ? [t("move.scope", { dimension: words(by).toLowerCase(), names: named(by, names) })] : [];
    }),
    ...(above !== null && upTo !== null ? [t("move.between", { above: count(above), upTo: count(upTo) })] : []),
    ...(above !== null && upTo === null ? [t("move.above", { tokens: count(above) })] : []),
    ...(above === null && upTo !== null ? [t("move.upTo", { tokens: count(upTo) })] : []),
  ];
  const whole = scope.models.length ? t("move.of", { share: of, models: named("model", scope.models) }) : t("move.all", { share: of });
  const what = narrowed.length ? `${whole} (${narrowed.join(locale === "fr" ? "\u00a0; " : "; ")})` : whole;
  const model = targetName({ share, scope, change, from }, book);
  const { isBatch, cached, written } = change;
  return [
    model === null ? t("move.stays", { what }) : t("move.toModel", { what, model }),
    ...(isBatch ? [t("move.batch")] : []),
    ...(cached ? [t("move.cached", { percent: percent(cached, locale) })] : []),
    ...(written ? [t("move.written", { percent: percent(written, locale) })] : []),
    ...(from ? [t("move.since", { day: format.day(from, locale) })] : []),
  ].join(", ");
}

/** What it comes to, to be copied. */
export function sentenceOf({ scenario }: Pick<Worked, "scenario">, { before, after, difference, percent: part }: Outcome, view: View): string {
  const { locale, t } = view;
  const kind = difference === 0n ? "same" : difference < 0n ? "less" : "more";
  return t(`sentence.${kind}`, {
    move: moveText(scenario, view),
    during: duringRange(view),
    ...{ before: money(before, locale), after: money(after, locale), difference: money(difference < 0n ? -difference : difference, locale) },
    percent: part === null ? "" : format.percent(part, locale, { places: 1, signed: true }),
  });
}

export function duringRange({ range, locale }: Pick<View, "range" | "locale">): string {
  return during(range, locale, translatorOf(locale, "savings"));
}
