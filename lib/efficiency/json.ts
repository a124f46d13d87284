import { z } from "zod";
import { countSchema, instantJson, instantSchema, moneyJson, moneySchema, tokensJson, tokensSchema } from "@/lib/api/wire";
import type { Pico } from "@/lib/money";
import { dimensions } from "@/lib/spend/dimension";
import { forEachClass, wireCount } from "@/lib/usage/tokens";
import type { Efficiency, EfficiencySums } from "./efficiency";
import type { EfficiencyRow, EfficiencyTotal } from "./queries";

const money = moneySchema.nullable();
const quotient = money.describe("dollars, rounded half to even to twelve decimals; null: unknown, or nothing to divide by");
const ratio = z.string().nullable().describe("six decimals; null: nothing to divide by");

const figuresShape = {
  requests: countSchema,
  tokens: tokensSchema,
  cost: money,
  unpriced: z.object({ requests: countSchema, tokens: countSchema }),
  requests_unknown: countSchema.describe("rows with a price that do not say how many requests they stand for"),
  cost_per_request: quotient,
  users: countSchema.nullable().describe("named by what has a price; null: none, or not asked"),
  cost_per_user: quotient,
  attributed_percent: ratio.describe("of the cost, what names a user"),
  cost_per_thousand_output: quotient,
  price_per_million: quotient.describe("the blended price paid, of the mix as it was"),
  cached_percent: ratio.describe("of the input, what was read from the cache"),
  written_percent: ratio.describe("of the input, what was written to the cache"),
  cache_effect: money.describe("what caching saved; negative: cost"),
  batch_percent: ratio.describe("of all tokens, those of the batch tier"),
  batch_saved: money.describe("what batch cost less than standard would have; null: nothing ran in batch"),
  output_percent: ratio,
  input_per_output: ratio,
  batchable: z
    .object({ tokens: countSchema, cost: moneySchema, saving: moneySchema })
    .nullable()
    .describe("at standard price on models with a lower price for batch, and what batch would have cost less"),
};

const shareSchema = z.object({ tokens: countSchema, priced_tokens: countSchema, cost: moneySchema });

export const efficiencySchema = z.object({
  currency: z.literal("USD"),
  timezone: z.string(),
  from: z.string(),
  to: z.string(),
  rows: z.array(
    z.object({
      period: z.string().optional(),
      ...Object.fromEntries(dimensions.map((name) => [name, z.string().nullable().optional()])),
      ...figuresShape,
    }),
  ),
  total: z.object({
    ...figuresShape,
    coverage: z.object({ tokens_percent: z.string(), requests_percent: z.string() }),
    data_until: instantSchema.nullable(),
    mix: z
      .object({ ...forEachClass(() => shareSchema), request_fees: moneySchema })
      .describe("what each class of tokens cost; with the fees per request they make the cost"),
    opportunities: z.array(
      z.object({
        kind: z.enum(["batch", "cache"]).describe("batch: the batch tier would have cost less; cache: caching cost more than it spared"),
        provider: z.string().nullable(),
        model: z.string(),
        tokens: countSchema,
        cost: moneySchema,
        saving: moneySchema,
      }),
    ),
  }),
});

/** Efficiency as the API answers it. */
export function efficiencyJson(
  { rows, total }: { rows: readonly EfficiencyRow[]; total: EfficiencyTotal },
  of: { timezone: string; from: string; to: string },
): z.input<typeof efficiencySchema> {
  return {
    currency: "USD",
    ...of,
    rows: rows.map((row) => ({ ...(row.period !== null && { period: row.period }), ...row.dimensions, ...figuresJson(row) })),
    total: {
      ...figuresJson(total),
      coverage: { tokens_percent: total.coverage.tokensPercent, requests_percent: total.coverage.requestsPercent },
      data_until: instantJson(total.dataUntil),
      mix: {
        ...forEachClass((name) => {
          const { tokens, priced, cost } = total.mix.classes[name];
          return { tokens: wireCount(tokens), priced_tokens: wireCount(priced), cost: exact(cost) };
        }),
        request_fees: exact(total.mix.requestFees),
      },
      opportunities: total.opportunities.map(({ tokens, cost, saving, ...of }) => ({
        ...of,
        ...{ tokens: wireCount(tokens), cost: exact(cost), saving: exact(saving) },
      })),
    },
  };
}

function figuresJson(of: EfficiencySums & Efficiency) {
  const { batchable_tokens: tokens, batchable_cost: cost, batchable_saving: saving } = of.amounts;
  return {
    requests: wireCount(of.requests),
    tokens: tokensJson(of.tokens) as z.input<typeof tokensSchema>,
    cost: moneyJson(of.amounts.cost),
    unpriced: { requests: wireCount(of.unpriced.requests), tokens: wireCount(of.unpriced.tokens) },
    requests_unknown: wireCount(of.requestsUnknown),
    cost_per_request: moneyJson(of.costPerRequest),
    users: of.users && wireCount(of.users.count),
    cost_per_user: moneyJson(of.costPerUser),
    attributed_percent: of.attributedPercent,
    cost_per_thousand_output: moneyJson(of.costPerThousandOutput),
    price_per_million: moneyJson(of.pricePerMillion),
    cached_percent: of.cachedPercent,
    written_percent: of.writtenPercent,
    cache_effect: moneyJson(of.cacheEffect),
    batch_percent: of.batchPercent,
    batch_saved: moneyJson(of.batchSaved),
    output_percent: of.outputPercent,
    input_per_output: of.inputPerOutput,
    batchable: tokens === null || cost === null || saving === null ? null : { tokens: wireCount(tokens), cost: exact(cost), saving: exact(saving) },
  };
}

function exact(amount: Pico): string {
  return moneyJson(amount) ?? "0";
}
