import { z } from "zod";
import { countSchema, daySchema, instantJson, instantSchema, moneyJson, moneySchema } from "@/lib/api/wire";
import { minorText } from "@/lib/currency/currency";
import { monthRateJson, monthRateSchema } from "@/lib/currency/json";
import { chargeKinds } from "@/lib/fixed-charges/fixed-charge";
import { decimalText } from "@/lib/money";
import { isoInstant } from "@/lib/period";
import { totalTokens, wireCount } from "@/lib/usage/tokens";
import type { ChargebackMove } from "./preview";
import type { Recorded, RecordedRule, RecordedSpread } from "./queries";
import { chargedBy } from "./rule";
import { pools, spreadMethods } from "./spread";
import type { Amounts, CentreTotal, Statement } from "./statement";

const recordedShape = {
  note: z.string().nullable(),
  recorded_at: instantSchema,
  recorded_by: z.string(),
  withdrawn_at: instantSchema.nullable(),
  withdrawn_by: z.string().nullable(),
};

function recordedJson({ note, recordedAt, recordedBy, withdrawnAt, withdrawnBy }: Recorded) {
  return { note, recorded_at: isoInstant(recordedAt), recorded_by: recordedBy, withdrawn_at: instantJson(withdrawnAt), withdrawn_by: withdrawnBy };
}

export const chargebackRuleSchema = z.object({
  id: z.string(),
  scope: z.partialRecord(z.enum(chargedBy), z.string()),
  cost_centre: z.string(),
  ledger_code: z.string().nullable(),
  from: daySchema.nullable(),
  ...recordedShape,
});

/** A rule as the API answers it and the audit trail keeps it. */
export function chargebackRuleJson(rule: RecordedRule): z.input<typeof chargebackRuleSchema> {
  const { id, names, centre, ledger, startsOn } = rule;
  return { id: String(id), scope: names, cost_centre: centre, ledger_code: ledger, from: startsOn, ...recordedJson(rule) };
}

export const spreadRuleSchema = z.object({
  id: z.string(),
  pool: z.enum(pools),
  method: z.enum(spreadMethods),
  shares: z.array(z.object({ cost_centre: z.string(), percent: z.string() })),
  ledger_code: z.string().nullable(),
  from: z.string().nullable().describe("the month it holds from, as 2026-06"),
  ...recordedShape,
});

export function spreadRuleJson(rule: RecordedSpread): z.input<typeof spreadRuleSchema> {
  return {
    ...{ id: String(rule.id), pool: rule.pool, method: rule.method },
    shares: rule.shares.map(({ centre, percent }) => ({ cost_centre: centre, percent: decimalText(percent) })),
    ...{ ledger_code: rule.ledger, from: rule.startsOn?.slice(0, 7) ?? null },
    ...recordedJson(rule),
  };
}

export const chargebackMovesSchema = z.object({
  moves: z.array(
    z.object({ month: z.string(), from: z.string().nullable(), to: z.string().nullable(), tokens: countSchema, cost: moneySchema.nullable() }),
  ),
});

/** What would be charged elsewhere. */
export function chargebackMovesJson(moves: readonly ChargebackMove[]): z.input<typeof chargebackMovesSchema> {
  return { moves: moves.map(({ tokens, cost, ...move }) => ({ ...move, tokens: wireCount(tokens), cost: moneyJson(cost) })) };
}

const amountsSchema = z.object({
  usd: z.string().nullable().describe("to the cent; null: there is no rate"),
  reporting: z.string().nullable().describe("in `currency`, to its smallest unit; null: there is no rate"),
});
const totalSchema = z.object({
  cost_centre: z.string().nullable().describe("null: of no cost centre"),
  usage: z.object({ tokens: countSchema, cost: moneySchema.nullable().describe("exact, of its own usage"), unpriced_tokens: countSchema }),
  own: z.object({ usage: amountsSchema, charges: amountsSchema }),
  shared: z.object({ usage: amountsSchema, charges: amountsSchema }),
  total: amountsSchema,
});

export const statementSchema = z.object({
  month: z.string(),
  currency: z.string().describe("beside dollars; USD where there is no rate"),
  rate: monthRateSchema.nullable(),
  cost_centres: z.array(totalSchema).describe("by name, what belongs to none last; they make the total, to the cent"),
  total: totalSchema,
  lines: z.array(
    z.object({
      cost_centre: z.string().nullable(),
      ledger_code: z.string().nullable(),
      kind: z.enum(["usage", ...chargeKinds]),
      share: z.enum(["own", "shared", "unallocated"]),
      charge: z.object({ id: z.string(), item: z.string() }).nullable(),
      amounts: amountsSchema,
    }),
  ),
  unconverted: z
    .array(z.object({ id: z.string(), item: z.string(), currency: z.string(), amount: z.string() }))
    .describe("charges without a rate to one of the currencies; in no sum of it"),
});

/** The statement of a month as the API answers it. */
export function statementJson({ month, currency, rate, centres, total, bookings, unconverted }: Statement): z.input<typeof statementSchema> {
  const amounts = ({ usd, reporting }: Amounts) => ({
    usd: usd === null ? null : minorText(usd, "USD"),
    reporting: reporting === null ? null : minorText(reporting, currency),
  });
  const part = (of: CentreTotal["own"]) => ({ usage: amounts(of.usage), charges: amounts(of.charges) });
  const totalJson = ({ centre, usage, own, shared, total: all }: CentreTotal) => ({
    cost_centre: centre,
    usage: { tokens: wireCount(totalTokens(usage.tokens)), cost: moneyJson(usage.cost), unpriced_tokens: wireCount(usage.unpriced.tokens) },
    ...{ own: part(own), shared: part(shared), total: amounts(all) },
  });
  return {
    ...{ month, currency, rate: rate && monthRateJson(rate), cost_centres: centres.map(totalJson), total: totalJson(total) },
    lines: bookings.map(({ account, kind, share, charge, amounts: of }) => ({
      ...{ cost_centre: account?.centre ?? null, ledger_code: account?.ledger ?? null, kind, share },
      ...{ charge: charge && { id: String(charge.id), item: charge.item }, amounts: amounts(of) },
    })),
    unconverted: unconverted.map(({ id, item, currency: own, amount }) => ({ id: String(id), item, currency: own, amount: minorText(amount, own) })),
  };
}
