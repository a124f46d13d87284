import { z } from "zod";
import { instantJson, instantSchema, moneySchema } from "@/lib/api/wire";
import type { Locale } from "@/lib/i18n/locale";
import { dollars, ratio } from "@/lib/money";
import { isoInstant, type Zone } from "@/lib/period";
import { thresholds } from "@/lib/pricing/blended";
import type { BookPeriod } from "@/lib/pricing/book";
import { blendedJson, pricesJson, pricesSchema, sourceSchema } from "@/lib/pricing/json";
import type { Analysis, Beside } from "./analysis";
import { analysisText, weightsText } from "./text";

const perMillion = z.string().describe("dollars per million tokens");
const sixPlaces = z.string().describe("six places");
const cites = z.array(z.int()).describe("numbers of sources");
const checkedOn = z.string().nullable().describe("when a source was last seen to give the price; null: never");

const besideSchema = z.object({
  ...{ provider: z.string(), model: z.string(), name: z.string(), blended: perMillion, checked_on: checkedOn, sources: cites },
  relation: z.enum(["cheaper", "equal", "dearer"]).nullable().describe("how the analysed model stands against it"),
  times: sixPlaces.nullable().describe("how many times cheaper or dearer"),
  percent: sixPlaces.nullable().describe("the analysed model's blended price in per cent of this one's"),
});

const priceSchema = z.object({ from: instantSchema.nullable(), start_is_certain: z.boolean(), request: moneySchema, prices: pricesSchema });

export const analysisSchema = z.object({
  ...{ provider: z.string(), model: z.string(), name: z.string() },
  at: instantSchema.describe("the prices are those in force then"),
  weights: z.string().describe("tokens read and written in the blended price"),
  price: priceSchema
    .extend({ blended: perMillion, checked_on: checkedOn, sources: cites })
    .nullable()
    .describe("the list price in force; null: none"),
  before: priceSchema.nullable(),
  next: priceSchema.nullable(),
  retired_on: z.string().nullable(),
  output_share_percent: sixPlaces.nullable().describe("of the blended price"),
  verdict: z.enum(["cheap", "moderate", "par", "expensive"]).nullable(),
  without_verdict: z.enum(["no_price", "writes_nothing", "is_baseline", "no_baseline", "baseline_free"]).nullable(),
  thresholds: z.object({ cheap: z.int(), moderate: z.int(), par: z.int() }).describe("per cent of the baseline's blended price"),
  baseline: besideSchema.extend({ is_preset: z.boolean() }).nullable(),
  premium: z.array(besideSchema),
  cheaper_today: z.array(besideSchema).describe("on sale, checked within 180 days, cheapest first"),
  sources: z.array(sourceSchema.extend({ number: z.int() })),
  locale: z.enum(["en", "fr"]),
  text: z
    .object({ question: z.string(), answer: z.string(), paragraphs: z.array(z.string()), notes: z.array(z.string()) })
    .describe("sentences in Markdown; [1] is a source"),
});

/** An analysis as the API answers it. */
export function analysisJson(analysis: Analysis, locale: Locale, zone: Zone): z.input<typeof analysisSchema> {
  const { model, at, r, own, before, next, outputShare, baseline, without, isPreset, premium, cheaper, sources } = analysis;
  return {
    ...{ provider: model.provider, model: model.id, name: model.name, at: isoInstant(at), weights: weightsText(r) },
    price: own && { ...priceJson(own.period), blended: blendedJson(own.blended), checked_on: model.checkedOn, sources: [...own.cites] },
    before: before && priceJson(before),
    next: next && priceJson(next),
    retired_on: model.retiredOn,
    output_share_percent: outputShare && ratio(100n * outputShare.numerator, outputShare.denominator),
    verdict: without ? null : (baseline?.comparison?.verdict ?? null),
    without_verdict: without,
    thresholds: { cheap: Number(thresholds.cheap), moderate: Number(thresholds.moderate), par: Number(thresholds.par) },
    baseline: baseline && { ...besideJson(baseline), is_preset: isPreset },
    premium: premium.map(besideJson),
    cheaper_today: cheaper.map(besideJson),
    sources: sources.map((source, index) => ({ number: index + 1, ...source })),
    ...{ locale, text: analysisText(analysis, locale, zone) },
  };
}

function besideJson(beside: Beside): z.input<typeof besideSchema> {
  const { model, cites, comparison } = beside;
  return {
    ...{
      provider: model.provider,
      model: model.id,
      name: model.name,
      blended: blendedJson(beside.blended),
      checked_on: model.checkedOn,
      sources: [...cites],
    },
    relation: comparison?.relation ?? null,
    times: comparison?.times ? ratio(comparison.times.numerator, comparison.times.denominator) : null,
    percent: comparison && ratio(100n * comparison.share.numerator, comparison.share.denominator),
  };
}

function priceJson({ startsAt, startIsCertain, request, prices }: BookPeriod): z.input<typeof priceSchema> {
  return { from: instantJson(startsAt), start_is_certain: startIsCertain, request: dollars(request), prices: pricesJson(prices) };
}
