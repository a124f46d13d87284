import { z } from "zod";
import { isCurrency } from "@/lib/currency/currency";
import { isMonth } from "@/lib/period";
import { longestName } from "@/lib/usage/row";
import { formTexts, written, writtenName, writtenNote } from "@/lib/written";

const month = z.string().refine(isMonth, "a month, as 2026-06").describe("a month in the workspace's time zone, as 2026-06");
/** As providers are called in the price book; what it does not know stays as it is written. */
const provider = writtenName.transform((text) => text.toLowerCase());
const money = z.string().regex(/^-?\d{1,15}(\.\d{1,12})?$/, "not_money");
const positive = z.string().regex(/^\d{1,15}(\.\d{1,12})?$/, "not_money");

export const reconciliationQuerySchema = z.strictObject({ month: month.optional().describe("the current local month by default") });

/** What is taken as an invoice to write down. */
export const newInvoiceSchema = z.strictObject({
  month,
  provider,
  number: writtenName,
  currency: z.string().trim().toUpperCase().refine(isCurrency, "not_a_currency").default("USD"),
  amount: money.describe("of the usage, before credits and tax"),
  credits: positive.default("0").describe("what was taken off, as a positive amount"),
  tax: money.default("0"),
  note: writtenNote,
});
export type NewInvoice = z.output<typeof newInvoiceSchema>;

/** What is taken as a note of a difference. */
export const newNoteSchema = z.strictObject({
  month,
  provider: z.string().max(longestName),
  model: z.string().max(longestName).describe("empty: all of the provider"),
  difference: z
    .string()
    .regex(/^-?\d{1,18}(\.\d{1,18})?$/, "not_money")
    .describe("as it was read: theirs less ours"),
  signed_off: z.boolean(),
  note: z.string().trim().min(1, "required").max(500, "too_long"),
});
export type NewNote = z.output<typeof newNoteSchema>;

/** The same as forms write them: with a comma or a point, and what is left empty is absent. */
export const invoiceFormSchema = z.preprocess((form) => {
  const { amount, credits, tax, currency, ...rest } = formTexts.parse(form);
  return {
    ...rest,
    amount: written(amount),
    currency: currency || undefined,
    credits: written(credits) || undefined,
    tax: written(tax) || undefined,
  };
}, newInvoiceSchema);
export const noteFormSchema = newNoteSchema.extend({ signed_off: z.literal("1").optional().transform(Boolean) });

export const toleranceSchema = z.strictObject({
  amount: positive.describe("dollars"),
  percent: z
    .string()
    .regex(/^\d{1,2}(\.\d{1,2})?$/, "not_a_tolerance")
    .describe("of ours"),
});
export type NewTolerance = z.output<typeof toleranceSchema>;
export const toleranceFormSchema = z.preprocess((form) => {
  const { amount, percent } = formTexts.parse(form);
  return { amount: written(amount), percent: written(percent) };
}, toleranceSchema);
