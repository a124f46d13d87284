import { z } from "zod";
import { parseDecimal } from "@/lib/money";
import { isDay, isMonth } from "@/lib/period";
import { rowIdOf, rowIdSchema } from "@/lib/row-id";
import { formTexts, written } from "@/lib/written";
import { isCurrency } from "./currency";
import { rateRules } from "./rate";

const currency = z
  .string()
  .transform((code) => code.trim().toUpperCase())
  .refine(isCurrency, "not_a_currency")
  .describe("ISO 4217, as EUR");

/** What the API takes as the reporting currency. */
export const reportingCurrencySchema = z.strictObject({
  currency,
  rule: z.enum(rateRules).default("last").describe("last: the last rate on or before the month's last day; average: of the days of the month"),
});

/** What the API takes as a rate. */
export const newRateSchema = z
  .strictObject({
    from: currency,
    to: currency,
    day: z.string().trim().refine(isDay, "not_a_date").describe("the day it is the rate of, as 2026-06-30"),
    rate: z
      .string()
      .regex(/^\d{1,9}(\.\d{1,12})?$/, "not_a_rate")
      .refine((text) => /[1-9]/.test(text), "not_a_rate")
      .transform(parseDecimal)
      .describe("units of `to` for one of `from`"),
    source: z.string().trim().min(1, "required").max(200, "too_long").describe("who says so"),
  })
  .refine(({ from, to }) => from !== to, { message: "same_name", path: ["to"] });

export const rateFormSchema = z.preprocess((fields) => {
  const { rate, ...rest } = formTexts.parse(fields);
  return { ...rest, rate: written(rate) };
}, newRateSchema);

export const currencyQuerySchema = z.strictObject({
  month: z.string().refine(isMonth, "a month, as 2026-06").optional().describe("the current month by default"),
});

export const withdrawRatesSchema = z.object({ id: rowIdSchema });

/** A rate source's id from an address. Throws `not_found` for what cannot be one. */
export function rateSourceIdOf(text: string | undefined): number {
  return rowIdOf(text, "there are no such rates");
}
