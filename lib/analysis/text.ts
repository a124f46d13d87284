import type { Fraction } from "@/lib/fraction";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { type Translator, translatorOf } from "@/lib/i18n/translator";
import { type Pico, ratio } from "@/lib/money";
import { dayOf, type Instant, type Zone } from "@/lib/period";
import { blendedPerMillion, thresholds } from "@/lib/pricing/blended";
import { namedDays, type Source } from "@/lib/pricing/book";
import type { Comparison, Quote } from "@/lib/pricing/comparison";
import type { Analysis, Beside, Check, Cited } from "./analysis";

/** An analysis in words: sentences in Markdown, of which only `**…**` and the numbers of sources, `[1]`, occur. */
export type AnalysisText = { question: string; answer: string; paragraphs: string[]; notes: string[] };

type Words = { t: Translator<"analysis">; locale: Locale; zone: Zone };

/** Says an analysis in a language; days are those of the zone. */
export function analysisText(analysis: Analysis, locale: Locale, zone: Zone): AnalysisText {
  const words: Words = { t: translatorOf(locale, "analysis"), locale, zone };
  return {
    question: words.t("question", { model: analysis.model.name }),
    answer: answerOf(analysis, words),
    paragraphs: [
      priceParagraph(analysis, words),
      standingParagraph(analysis, words),
      shareParagraph(analysis, words),
      cheaperParagraph(analysis, words),
    ]
      .map((sentences) => sentences.join(" "))
      .filter(Boolean),
    notes: notesOf(analysis, words),
  };
}

/** A blended price per million tokens, exact to six places. */
export function blendedText({ blended }: Quote, locale: Locale): string {
  return format.decimalMoney(blendedPerMillion(blended), locale);
}

/** Weights as they are printed beside every blended price. */
export function weightsText(r: bigint): string {
  return `${r}:1`;
}

/** How much cheaper or dearer, from the exact ratio: in times from twice on, below that in per cent. */
export function differenceText({ relation, times, share }: Comparison, locale: Locale): string {
  const t = translatorOf(locale, "analysis");
  if (relation === "equal") return t("differences.equal");
  if (!times) return t("differences.free");
  if (times.numerator >= 2n * times.denominator) {
    return t(`differences.${relation}Times`, { times: timesText(times, locale) });
  }
  const apart = { numerator: 100n * (share.numerator - share.denominator), denominator: share.denominator };
  const tenths = ratio(apart.numerator < 0n ? -apart.numerator : apart.numerator, apart.denominator, 1) ?? "";
  const percent =
    tenths === "0.0" ? t("differences.slight", { percent: format.percent("0.1", locale) }) : format.percent(tenths.replace(/\.0$/, ""), locale);
  return t(`differences.${relation}Percent`, { percent });
}

/** How many times, to two places where it needs them. */
function timesText({ numerator, denominator }: Fraction, locale: Locale): string {
  const places = numerator % denominator === 0n ? 0 : 2;
  return format.rounded(ratio(numerator, denominator, places) ?? "", places, locale);
}

/** A share in per cent, to one place where it needs one. */
export function percentText({ numerator, denominator }: Fraction, locale: Locale): string {
  return format.percent((ratio(100n * numerator, denominator, 1) ?? "").replace(/\.0$/, ""), locale);
}

/** The answer to whether it is expensive. */
function answerOf({ own, baseline, without }: Analysis, { t }: Words): string {
  if (own && isFree(own)) return t("answers.free");
  if (without === "is_baseline") return t("answers.baseline");
  if (without || !baseline?.comparison) return t("answers.unknown");
  return t(`answers.${baseline.comparison.verdict}`, { baseline: baseline.model.name });
}

function priceParagraph(analysis: Analysis, words: Words): string[] {
  const { own, next, at, without } = analysis;
  const { t } = words;
  if (!own)
    return [
      next
        ? t.markup("notYet", { ...bold, ...prices(next.prices, words), day: dayText(next.startsAt ?? at, words) })
        : t("noPrice", { day: dayText(at, words) }),
    ];
  const { request } = own.period;
  const onTop = request > 0n ? [t("perRequest", { price: format.money(request, words.locale) })] : [];
  const cites = citesText(own);
  if (isFree(own)) return [t("priceFree", { cites }), ...onTop];
  if (without === "writes_nothing")
    return [t.markup("priceInput", { ...bold, ...prices(own.period.prices, words), cites }), ...onTop, t("writesNothing")];
  return [t.markup("price", { ...bold, ...prices(own.period.prices, words), cites }), ...onTop, blendedSentence(analysis, own, words)];
}

/** What the mix makes of the price, and of the baseline's. */
function blendedSentence({ baseline, without, r, at }: Analysis, own: Cited, words: Words): string {
  const { t, locale } = words;
  const mix = t("mix", { r: Number(r), weights: weightsText(r) });
  const common = { ...bold, mix, price: blendedText(own, locale), day: dayText(at, words) };
  if (!baseline?.comparison || without) return t.markup("blended", common);
  const difference = differenceText(baseline.comparison, locale);
  return t.markup("against", {
    ...common,
    other: blendedText(baseline, locale),
    baseline: baseline.model.name,
    cites: citesText(baseline),
    difference,
  });
}

function standingParagraph({ own, baseline, without, isPreset, at }: Analysis, words: Words): string[] {
  const { t, locale } = words;
  const name = baseline?.model.name ?? "";
  const preset = isPreset && baseline ? [t("preset", { baseline: name })] : [];
  if (without === "is_baseline") return [t("isBaseline"), ...preset];
  if (without === "no_baseline") return [t("noBaseline", { day: dayText(at, words) })];
  if (without === "baseline_free") return [t("baselineFree", { baseline: name })];
  if (!own || !baseline?.comparison) return [];
  const percent = percentText(baseline.comparison.share, locale);
  return [t.markup("standing", { ...bold, ...thresholdTexts(locale), percent, baseline: name }), ...preset];
}

/** The thresholds of the verdict in per cent. */
export function thresholdTexts(locale: Locale): Record<keyof typeof thresholds, string> {
  const text = (of: bigint) => format.percent(String(of), locale);
  return { cheap: text(thresholds.cheap), moderate: text(thresholds.moderate), par: text(thresholds.par) };
}

function shareParagraph({ outputShare, r }: Analysis, { t, locale }: Words): string[] {
  if (!outputShare || r === 0n) return [];
  const twice = 2n * outputShare.numerator;
  if (twice === outputShare.denominator) return [t("outputHalf")];
  const percent = percentText(outputShare, locale);
  return [twice > outputShare.denominator ? t("outputMore", { all: Number(r) + 1, percent }) : t("outputLess", { percent })];
}

function cheaperParagraph({ own, without, cheaper }: Analysis, { t, locale }: Words): string[] {
  if (!own || without === "writes_nothing") return [t("quality")];
  const [first] = cheaper;
  const named = { name: first?.model.name ?? "", price: first ? blendedText(first, locale) : "" };
  return [t("cheaper", { count: cheaper.length, days: namedDays, ...named }), t("quality")];
}

/** What else is to be known of the price. */
function notesOf({ model, own, before, next, isRetired, baseline, without, at }: Analysis, words: Words): string[] {
  const { t, locale } = words;
  if (!own) return isRetired && model.retiredOn ? [t("retired", { day: format.day(model.retiredOn, locale) })] : [];
  const { period } = own;
  const since = period.startsAt;
  return [
    isRetired && model.retiredOn && t("retired", { day: format.day(model.retiredOn, locale) }),
    t(checkKeys[own.check.kind], { day: checkedDay(own, locale), days: daysOf(own.check) }),
    baseline && without !== "is_baseline" && otherCheck(baseline, words),
    before && since !== null && t("before", { ...prices(before.prices, words), day: dayText(since, words) }),
    !period.startIsCertain && t("uncertain"),
    next && t("next", { ...prices(next.prices, words), day: dayText(next.startsAt ?? at, words) }),
    period.long &&
      t("long", { ...prices({ ...period.prices, ...withoutNull(period.long.prices) }, words), tokens: format.count(period.long.threshold, locale) }),
    period.prices.cache_read == null && without !== "writes_nothing" && !isFree(own) && t("noCache"),
  ].filter((note) => note !== false && note !== null);
}

const checkKeys = { recent: "checked", old: "old", never: "never" } as const;

/** Whether the baseline's price is old or unverified; null: neither. */
function otherCheck(baseline: Beside, { t, locale }: Words): string | null {
  const { check, model } = baseline;
  if (check.kind === "recent") return null;
  if (check.kind === "never") return t("baselineNever", { baseline: model.name });
  return t("baselineOld", { baseline: model.name, day: checkedDay(baseline, locale), days: check.days });
}

function checkedDay({ model }: Quote, locale: Locale): string {
  return model.checkedOn === null ? "" : format.day(model.checkedOn, locale);
}

function daysOf(check: Check): number {
  return check.kind === "never" ? 0 : check.days;
}

function isFree({ period, blended }: Quote): boolean {
  return blended.numerator === 0n && period.prices.input === 0n && period.prices.output === 0n;
}

function prices({ input, output }: { input: Pico; output: Pico }, { locale }: Words): { input: string; output: string } {
  return { input: format.unitPrice(input, locale), output: format.unitPrice(output, locale) };
}

function withoutNull({ input, output }: { input?: Pico | null; output?: Pico | null }): Partial<{ input: Pico; output: Pico }> {
  return { ...(input != null && { input }), ...(output != null && { output }) };
}

function citesText({ cites }: Cited): string {
  return cites.map((number) => `[${number}]`).join("");
}

function dayText(at: Instant, { locale, zone }: Words): string {
  return format.day(dayOf(at, zone), locale);
}

const bold = { b: (chunks: string) => `**${chunks}**` };

/** Which state of a source a price was taken from. */
export function sourceDate({ as_of: asOf, retrieved }: Source, locale: Locale): string {
  const t = translatorOf(locale, "analysis");
  if (asOf) return t("asOf", { day: format.day(asOf, locale) });
  return retrieved ? t("read", { day: format.day(retrieved, locale) }) : t("undated");
}
