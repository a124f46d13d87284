import { z } from "zod";
import { instantJson, instantSchema, moneyJson } from "@/lib/api/wire";
import { decimalText, dollars, dollarsPerMillion } from "@/lib/money";
import { isoInstant } from "@/lib/period";
import type { RecordedRule } from "@/lib/pricing/queries";
import type { NamedPrices, PriceSheet, TierPrices } from "@/lib/pricing/sheet";
import { tokenClasses, wireCount } from "@/lib/usage/tokens";
import { type Costs, differenceOf } from "./costs";
import type { Effect } from "./effect";
import { ownPricesSchema, type repricingSchema } from "./schema";

export const ruleSchema = z.object({
  id: z.string(),
  kind: z.enum(["price", "discount", "alias"]),
  scope: z.object({ provider: z.string().nullable(), model: z.string().nullable() }),
  percent: z.string().nullable(),
  prices: ownPricesSchema.nullable(),
  target: z.string().nullable(),
  from: instantSchema,
  note: z.string().nullable(),
  recorded_at: instantSchema,
  recorded_by: z.string(),
  withdrawn_at: instantSchema.nullable(),
  withdrawn_by: z.string().nullable(),
});

/** A rule as the API answers it and the audit trail keeps it. */
export function ruleJson({ rule, recordedBy, withdrawnAt, withdrawnBy }: RecordedRule): z.input<typeof ruleSchema> {
  return {
    id: String(rule.id),
    kind: rule.kind,
    scope: { provider: rule.provider, model: rule.model },
    percent: rule.kind === "discount" ? decimalText(rule.percent) : null,
    prices: rule.kind === "price" ? sheetJson(rule.prices) : null,
    target: rule.kind === "alias" ? `${rule.target.provider}/${rule.target.model}` : null,
    from: isoInstant(rule.startsAt),
    note: rule.note,
    recorded_at: isoInstant(rule.recordedAt),
    recorded_by: recordedBy,
    withdrawn_at: instantJson(withdrawnAt),
    withdrawn_by: withdrawnBy,
  };
}

function sheetJson({ prices, tiers, long, request }: PriceSheet): z.input<typeof ownPricesSchema> {
  return {
    ...namedJson(prices),
    input: dollarsPerMillion(prices.input),
    output: dollarsPerMillion(prices.output),
    ...(request !== 0n && { request: dollars(request) }),
    ...(Object.keys(tiers).length && { tiers: tiersJson(tiers) }),
    ...(long && {
      long_context: {
        threshold_input_tokens: Number(long.threshold),
        ...namedJson(long.prices),
        ...(Object.keys(long.tiers).length && { tiers: tiersJson(long.tiers) }),
      },
    }),
  };
}

function tiersJson(tiers: TierPrices): Record<string, Record<string, string>> {
  return Object.fromEntries(Object.entries(tiers).map(([tier, prices]) => [tier, namedJson(prices)]));
}

function namedJson(prices: NamedPrices): Record<string, string> {
  return Object.fromEntries(tokenClasses.flatMap((name) => (prices[name] == null ? [] : [[name, dollarsPerMillion(prices[name])]])));
}

/** What a change does, as the API answers it. */
export function effectJson({ months, teams, total, unpriced }: Effect): z.input<typeof repricingSchema> {
  return {
    months: months.map(({ month, isClosed, ...costs }) => ({ month, closed: isClosed, ...costsJson(costs) })),
    teams: teams.map(({ team, ...costs }) => ({ team, ...costsJson(costs) })),
    total: costsJson(total),
    unpriced: { before: { tokens: wireCount(unpriced.before) }, after: { tokens: wireCount(unpriced.after) } },
  };
}

function costsJson(costs: Costs) {
  return { before: moneyJson(costs.before), after: moneyJson(costs.after), difference: dollars(differenceOf(costs)) };
}
