import { z } from "zod";
import { instantJson, instantSchema } from "@/lib/api/wire";
import { decimalText, dollars, dollarsPerMillion, type Pico, parseDecimal } from "@/lib/money";
import { forEachClass, tokenClasses } from "@/lib/usage/tokens";
import { type Blended, blendedPerMillion } from "./blended";
import type { BookPeriod } from "./book";
import type { Entry } from "./entry";
import type { NamedPrices, TierPrices } from "./sheet";

const perMillion = z.string().describe("dollars per million tokens, exact");
export const pricesSchema = z.object(forEachClass(() => perMillion.nullable()));
const tiersSchema = z.record(z.string(), pricesSchema).describe("what service tiers have of their own");
export const sourceSchema = z.object({ name: z.string(), url: z.string(), as_of: z.string().optional(), retrieved: z.string().optional() });

export const modelSchema = z.object({
  provider: z.string(),
  id: z.string(),
  name: z.string(),
  aliases: z.array(z.string()),
  tier: z.string(),
  context_window: z.int().nullable(),
  batch_multiplier: z.string().nullable(),
  blended: z.object({ weights: z.string(), per_million: perMillion }).nullable(),
  effective: z.object({ basis: z.string(), prices: pricesSchema }).nullable(),
  checked_on: z.string().nullable().describe("when a source was last seen to give the price"),
  periods: z.array(
    z.object({
      from: instantSchema.nullable(),
      start_is_certain: z.boolean(),
      prices: pricesSchema,
      tiers: tiersSchema,
      long_context: z.object({ threshold_input_tokens: z.int(), prices: pricesSchema, tiers: tiersSchema }).nullable(),
      request: z.string().describe("dollars per request, exact"),
      note: z.string().nullable(),
      sources: z.array(sourceSchema),
    }),
  ),
});

/** A model of the price book as the API answers it. */
export function modelJson({ model, aliases, blended, effective }: Entry): z.input<typeof modelSchema> {
  return {
    provider: model.provider,
    id: model.id,
    name: model.name,
    aliases: [...new Set(aliases.map(({ alias }) => alias))],
    tier: model.tier,
    context_window: model.contextWindow === null ? null : Number(model.contextWindow),
    batch_multiplier: model.batchMultiplier && decimalText(model.batchMultiplier),
    blended: blended && { weights: "3:1", per_million: blendedJson(blended) },
    checked_on: model.checkedOn,
    effective: effective && { basis: effective.basis, prices: pricesJson(effective.prices) },
    periods: model.periods.map(periodJson),
  };
}

function periodJson({
  startsAt,
  startIsCertain,
  prices,
  tiers,
  long,
  request,
  note,
  sources,
}: BookPeriod): z.input<typeof modelSchema>["periods"][number] {
  return {
    from: instantJson(startsAt),
    start_is_certain: startIsCertain,
    prices: pricesJson(prices),
    tiers: tiersJson(tiers),
    long_context: long && { threshold_input_tokens: Number(long.threshold), prices: pricesJson(long.prices), tiers: tiersJson(long.tiers) },
    request: dollars(request),
    note,
    sources: [...sources],
  };
}

function tiersJson(tiers: TierPrices): z.input<typeof tiersSchema> {
  return Object.fromEntries(Object.entries(tiers).map(([tier, prices]) => [tier, pricesJson(prices)]));
}

/** Prices by class on the wire. */
export function pricesJson(prices: NamedPrices): z.input<typeof pricesSchema> {
  return Object.fromEntries(tokenClasses.map((name) => [name, perMillionJson(prices[name] ?? null)])) as z.input<typeof pricesSchema>;
}

function perMillionJson(price: Pico | null): string | null {
  return price === null ? null : dollarsPerMillion(price);
}

/** A blended price per million tokens on the wire, to six places, without trailing zeros. */
export function blendedJson(blended: Blended): string {
  return decimalText(parseDecimal(blendedPerMillion(blended)));
}
