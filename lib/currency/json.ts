import { z } from "zod";
import { daySchema, instantJson, instantSchema } from "@/lib/api/wire";
import { decimalText } from "@/lib/money";
import { isoInstant } from "@/lib/period";
import type { Currency } from "./currency";
import type { EcbChange } from "./mutations";
import type { MonthRates, RateSource } from "./queries";
import { type MonthRate, rateRules } from "./rate";

const decimal = z.string().describe("exact decimal, units of the second currency for one of the first");

export const monthRateSchema = z.object({
  from: z.string(),
  to: z.string(),
  rate: decimal,
  rule: z.enum(rateRules),
  first_day: daySchema.describe("the first and last day whose rates it is made of"),
  last_day: daySchema,
  days: z.int(),
  sources: z.array(z.string()),
});

export function monthRateJson({ from, to, rate, rule, first, last, days, sources }: MonthRate): z.input<typeof monthRateSchema> {
  return { from, to, rate: decimalText(rate), rule, first_day: first, last_day: last, days, sources: [...sources] };
}

export const currencySchema = z.object({
  currency: z.string(),
  rule: z.enum(rateRules),
  month: z.string(),
  rates: z
    .array(monthRateSchema)
    .describe("that the month has, from dollars and from the currencies of charges, to the reporting currency and to dollars"),
  missing: z.array(z.object({ from: z.string(), to: z.string() })).describe("without a rate: amounts stay as they are"),
});

/** The reporting currency with the rates of a month. */
export function currencyJson(rates: MonthRates, used: ReadonlySet<Currency>): z.input<typeof currencySchema> {
  const pairs = [...used].sort().flatMap((from) => [...new Set([rates.currency, "USD"])].flatMap((to) => (to === from ? [] : [{ from, to }])));
  return {
    ...{ currency: rates.currency, rule: rates.rule, month: rates.month },
    rates: pairs.flatMap(({ from, to }) => rates.to(from, to) ?? []).map(monthRateJson),
    missing: pairs.filter(({ from, to }) => !rates.to(from, to)),
  };
}

export const rateSourceSchema = z.object({
  id: z.string(),
  source: z.string(),
  rates: z.int(),
  first_day: daySchema,
  last_day: daySchema,
  rate: z.object({ from: z.string(), to: z.string(), rate: decimal }).nullable().describe("of one that was recorded alone"),
  recorded_at: instantSchema,
  recorded_by: z.string(),
  withdrawn_at: instantSchema.nullable(),
  withdrawn_by: z.string().nullable(),
});

/** Rates that were recorded together, as the API answers them. */
export function rateSourceJson(source: RateSource): z.input<typeof rateSourceSchema> {
  const { single } = source;
  return {
    ...{ id: String(source.id), source: source.name, rates: source.rates, first_day: source.first, last_day: source.last },
    rate: single && { ...single, rate: decimalText(single.rate) },
    ...{ recorded_at: isoInstant(source.recordedAt), recorded_by: source.recordedBy },
    ...{ withdrawn_at: instantJson(source.withdrawnAt), withdrawn_by: source.withdrawnBy },
  };
}

export const ecbChangeSchema = z.object({
  days: z.int(),
  currencies: z.array(z.string()).describe("that amounts of this workspace are in; others are left"),
  columns_left: z.int(),
  added: z.int(),
  known: z.int(),
  changed: z.array(z.object({ day: daySchema, currency: z.string(), before: z.string(), after: z.string() })),
});

/** What a file of rates would add. */
export function ecbChangeJson({ days, kept, left, added, changed, rates }: EcbChange): z.input<typeof ecbChangeSchema> {
  return { days, currencies: kept, columns_left: left, added: added.length, known: rates.length - added.length - changed.length, changed };
}
