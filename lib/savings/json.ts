import { z } from "zod";
import { countSchema, moneyJson, moneySchema } from "@/lib/api/wire";
import { dimensions } from "@/lib/spend/dimension";
import { wireCount } from "@/lib/usage/tokens";
import type { Savings } from "./queries";
import { attoDollars, exclusionReasons, type SavingsLines } from "./savings";

const ratioSchema = z.string().nullable().describe("six decimals");
const linesShape = {
  actual: moneySchema,
  list: moneySchema,
  discount: moneySchema,
  cache_effect: moneySchema,
  reference: moneySchema,
  avoided: moneySchema,
  avoided_low: moneySchema,
  avoided_high: moneySchema,
  avoided_percent: ratioSchema,
  times: ratioSchema,
  break_even: ratioSchema,
  tokens: countSchema,
  requests: countSchema,
};

export const savingsSchema = z.object({
  currency: z.literal("USD"),
  timezone: z.string(),
  from: z.string(),
  to: z.string(),
  baseline: z.object({ provider: z.string(), model: z.string(), preset: z.boolean() }),
  rows: z.array(
    z.object({
      period: z.string().optional(),
      ...Object.fromEntries(dimensions.map((name) => [name, z.string().nullable().optional()])),
      ...linesShape,
    }),
  ),
  total: z.object({
    ...linesShape,
    coverage: z.object({
      tokens_percent: z.string(),
      excluded: z.array(z.object({ reason: z.enum(exclusionReasons), tokens: countSchema, actual: moneySchema.nullable() })),
    }),
  }),
});

/** Savings as the API answers them. */
export function savingsJson({ rows, total, baseline }: Savings, of: { timezone: string; from: string; to: string }): z.input<typeof savingsSchema> {
  return {
    currency: "USD",
    ...of,
    baseline: { provider: baseline.provider, model: baseline.model, preset: baseline.isPreset },
    rows: rows.map((row) => ({ ...(row.period !== null && { period: row.period }), ...row.dimensions, ...linesJson(row) })),
    total: {
      ...linesJson(total),
      coverage: {
        tokens_percent: total.coverage.tokensPercent,
        excluded: total.coverage.excluded.map(({ reason, tokens, actual }) => ({ reason, tokens: wireCount(tokens), actual: moneyJson(actual) })),
      },
    },
  };
}

function linesJson(lines: SavingsLines & { tokens: bigint; requests: bigint }) {
  return {
    actual: attoDollars(lines.actual),
    list: attoDollars(lines.list),
    discount: attoDollars(lines.discount),
    cache_effect: attoDollars(lines.cacheEffect),
    reference: attoDollars(lines.reference),
    avoided: attoDollars(lines.avoided),
    avoided_low: attoDollars(lines.avoidedLow),
    avoided_high: attoDollars(lines.avoidedHigh),
    avoided_percent: lines.avoidedPercent,
    times: lines.times,
    break_even: lines.breakEven,
    tokens: wireCount(lines.tokens),
    requests: wireCount(lines.requests),
  };
}
