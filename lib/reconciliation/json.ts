import { z } from "zod";
import { countSchema, instantJson, instantSchema, moneySchema } from "@/lib/api/wire";
import { decimalText } from "@/lib/money";
import { attoDollars } from "@/lib/savings/savings";
import { wireCount } from "@/lib/usage/tokens";
import { type Cause, causeKinds } from "./compare";
import type { Invoice } from "./invoices";
import type { DifferenceNote } from "./notes";
import type { Reconciliation } from "./queries";
import type { Compared, ComparedProvider } from "./sides";

const causeSchema = z.object({
  kind: z.enum(causeKinds),
  amount: moneySchema,
  percent: z.string().nullable().describe("of a discount"),
});
const noteSchema = z.object({
  difference: moneySchema,
  signed_off: z.boolean(),
  note: z.string(),
  recorded_at: instantSchema,
  recorded_by: z.string(),
});

const lineShape = {
  name: z.string(),
  charged: moneySchema.nullable().describe("null: nothing was charged"),
  derived: moneySchema.nullable().describe("what usage costs; null: nothing of it has a price"),
  unpriced_tokens: countSchema,
  difference: moneySchema.describe("charged less derived"),
  state: z.enum(["matched", "charged", "recorded", "differs"]).describe("charged: only on the bill; recorded: only in usage"),
  causes: z.array(causeSchema).describe("the largest first; they add up to the difference"),
  note: noteSchema.nullable(),
  signed_off: z.boolean().describe("signed off, at this very difference"),
};

export const invoiceSchema = z.object({
  id: z.string(),
  month: z.string(),
  provider: z.string(),
  number: z.string(),
  currency: z.string(),
  amount: moneySchema,
  credits: moneySchema,
  tax: moneySchema,
  note: z.string().nullable(),
  recorded_at: instantSchema,
  recorded_by: z.string(),
});

const providerSchema = z.object({
  provider: z.string(),
  basis: z.enum(["invoice", "charges", "reported", "none"]).describe("what is compared; none: there is no bill, and nothing is added to the total"),
  source: z.string().nullable().describe("of the cost export"),
  unused_sources: z.array(z.object({ source: z.string().nullable(), amount: moneySchema })),
  invoices: z.array(invoiceSchema),
  credits: moneySchema.describe("what the export says was credited; not part of the amounts"),
  discount_percent: z.string().nullable().describe("the discount that would explain what was open"),
  ...lineShape,
  models: z.array(z.object({ model: z.string(), ...lineShape })),
});

export const reconciliationSchema = z.object({
  month: z.string(),
  tolerance: z.object({ amount: moneySchema, percent: z.string() }),
  providers: z.array(providerSchema),
  total: z.object({ charged: moneySchema, derived: moneySchema, difference: moneySchema, causes: z.array(causeSchema) }),
  other_currencies: z.array(z.object({ provider: z.string(), currency: z.string(), amount: z.string() })).describe("not compared"),
});

export function reconciliationJson({ month, providers, total, others, tolerance }: Reconciliation): z.input<typeof reconciliationSchema> {
  return {
    month,
    tolerance: { amount: attoDollars(tolerance.amount), percent: decimalText({ digits: tolerance.percent, scale: 2 }) },
    providers: providers.map(providerJson),
    total: {
      ...{ charged: attoDollars(total.theirs), derived: attoDollars(total.ours), difference: attoDollars(total.difference) },
      causes: total.causes.map(causeJson),
    },
    other_currencies: others,
  };
}

export function invoiceJson({ id, amount, credits, tax, recordedAt, recordedBy, ...of }: Invoice): z.input<typeof invoiceSchema> {
  return {
    ...{ id: String(id), ...of, amount: attoDollars(amount), credits: attoDollars(credits), tax: attoDollars(tax) },
    ...{ recorded_at: instantJson(recordedAt) ?? "", recorded_by: recordedBy },
  };
}

function providerJson(each: ComparedProvider): z.input<typeof providerSchema> {
  return {
    ...{ provider: each.provider, basis: each.basis, source: each.source, invoices: each.invoices.map(invoiceJson) },
    unused_sources: each.unused.map(({ source, amount }) => ({ source, amount: attoDollars(amount) })),
    ...{ credits: attoDollars(each.credits), discount_percent: each.discount, ...lineJson(each) },
    models: each.models.map((model) => ({ model: model.model, ...lineJson(model) })),
  };
}

function lineJson({ name, theirs, ours, unpricedTokens, difference, state, causes, note, isSignedOff }: Compared) {
  return {
    ...{ name, charged: theirs === null ? null : attoDollars(theirs), derived: ours === null ? null : attoDollars(ours) },
    ...{ unpriced_tokens: wireCount(unpricedTokens), difference: attoDollars(difference), state, causes: causes.map(causeJson) },
    ...{ note: note && noteJson(note), signed_off: isSignedOff },
  };
}

function causeJson({ kind, amount, percent }: Cause): z.input<typeof causeSchema> {
  return { kind, amount: attoDollars(amount), percent: percent ?? null };
}

function noteJson({ difference, isSignedOff, note, recordedAt, recordedBy }: DifferenceNote): z.input<typeof noteSchema> {
  return { difference, signed_off: isSignedOff, note, recorded_at: instantJson(recordedAt) ?? "", recorded_by: recordedBy };
}
