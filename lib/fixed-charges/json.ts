import { z } from "zod";
import { daySchema, instantJson, instantSchema } from "@/lib/api/wire";
import { minorText } from "@/lib/currency/currency";
import { decimalText } from "@/lib/money";
import { isoInstant } from "@/lib/period";
import { chargeKinds, sumsByCurrency } from "./fixed-charge";
import type { DueCharge, RecordedCharge } from "./queries";

const decimal = z.string().describe("exact decimal, in the currency");

export const fixedChargeSchema = z.object({
  id: z.string(),
  kind: z.enum(chargeKinds),
  item: z.string(),
  provider: z.string().nullable(),
  team: z.string().nullable(),
  cost_centre: z.string().nullable(),
  price: decimal,
  seats: z.int(),
  currency: z.string(),
  every: z.enum(["once", "month"]),
  from: daySchema,
  to: daySchema.nullable(),
  note: z.string().nullable(),
  counters: z.string().nullable().describe("the id of the line that this one takes back"),
  recorded_at: instantSchema,
  recorded_by: z.string(),
  ended_at: instantSchema.nullable().describe("when an end was given to a line that had none"),
  ended_by: z.string().nullable(),
  withdrawn_at: instantSchema.nullable(),
  withdrawn_by: z.string().nullable(),
});

/** A charge as the API answers it and the audit trail keeps it. */
export function fixedChargeJson(charge: RecordedCharge): z.input<typeof fixedChargeSchema> {
  return {
    ...{ id: String(charge.id), kind: charge.kind, item: charge.item, provider: charge.provider, team: charge.team?.name ?? null },
    ...{ cost_centre: charge.costCentre, price: decimalText(charge.price), seats: charge.seats, currency: charge.currency },
    ...{ every: charge.isMonthly ? "month" : "once", from: charge.startsOn, to: charge.endsOn, note: charge.note },
    counters: charge.counters === null ? null : String(charge.counters),
    ...{ recorded_at: isoInstant(charge.recordedAt), recorded_by: charge.recordedBy },
    ...{ ended_at: instantJson(charge.endedAt), ended_by: charge.endedBy },
    ...{ withdrawn_at: instantJson(charge.withdrawnAt), withdrawn_by: charge.withdrawnBy },
  };
}

export const dueChargesSchema = z.object({
  month: z.string(),
  items: z.array(fixedChargeSchema.extend({ amount: decimal, days_paid: z.int(), days: z.int().describe("of the month; 1 of what is due once") })),
  sums: z.record(z.string(), decimal).describe("by currency"),
  next_cursor: z.null(),
});

/** What is due in a month, with its sums. */
export function dueChargesJson(month: string, charges: readonly DueCharge[]): z.input<typeof dueChargesSchema> {
  return {
    month,
    items: charges.map((charge) => ({
      ...fixedChargeJson(charge),
      ...{ amount: minorText(charge.amount, charge.currency), days_paid: charge.days.paid, days: charge.days.all },
    })),
    sums: Object.fromEntries([...sumsByCurrency(charges)].map(([currency, amount]) => [currency, minorText(amount, currency)])),
    next_cursor: null,
  };
}
