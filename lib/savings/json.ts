import { z } from "zod";
import { countSchema, instantJson, instantSchema, moneyJson, moneySchema } from "@/lib/api/wire";
import { type Dimension, dimensions } from "@/lib/spend/dimension";
import { wireCount } from "@/lib/usage/tokens";
import type { ModelSavings, Savings, SavingsTotal } from "./queries";
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

export const savingsTotalSchema = z.object({
  ...linesShape,
  coverage: z.object({
    tokens_percent: z.string(),
    excluded: z.array(z.object({ reason: z.enum(exclusionReasons), tokens: countSchema, actual: moneySchema.nullable() })),
  }),
});

export const measuredBaselineSchema = z.object({
  ...{ provider: z.string(), model: z.string(), preset: z.boolean() },
  ...{ team: z.string().nullable(), project: z.string().nullable(), from: z.string().nullable() },
  recorded_at: instantSchema.nullable(),
  tokens: countSchema,
});

export const savingsSchema = z.object({
  currency: z.literal("USD"),
  timezone: z.string(),
  from: z.string(),
  to: z.string(),
  baseline: z
    .object({ provider: z.string(), model: z.string(), preset: z.boolean() })
    .describe("the one that was asked for, else the workspace's at the end of the period"),
  baselines: z.array(measuredBaselineSchema).describe("what usage was measured against, with its covered tokens"),
  rows: z.array(
    z.object({
      period: z.string().optional(),
      ...(Object.fromEntries(dimensions.map((name) => [name, z.string().nullable().optional()])) as Record<
        Dimension,
        z.ZodOptional<z.ZodNullable<z.ZodString>>
      >),
      ...linesShape,
    }),
  ),
  total: savingsTotalSchema,
});

export const savingsByModelSchema = z.object({
  currency: z.literal("USD"),
  timezone: z.string(),
  from: z.string(),
  to: z.string(),
  items: z.array(z.object({ provider: z.string(), model: z.string(), ...savingsTotalSchema.shape })),
});

/** Savings as the API answers them. */
export function savingsJson(
  { rows, total, baseline, baselines }: Savings,
  of: { timezone: string; from: string; to: string },
): z.input<typeof savingsSchema> {
  return {
    currency: "USD",
    ...of,
    baseline: { provider: baseline.provider, model: baseline.model, preset: baseline.isPreset },
    baselines: baselines.map(measuredBaselineJson),
    rows: rows.map((row) => ({ ...(row.period !== null && { period: row.period }), ...row.dimensions, ...linesJson(row) })),
    total: savingsTotalJson(total),
  };
}

/** The same usage at every model, cheapest first, as the API answers it. */
export function savingsByModelJson(
  models: readonly ModelSavings[],
  of: { timezone: string; from: string; to: string },
): z.input<typeof savingsByModelSchema> {
  return {
    currency: "USD",
    ...of,
    items: models.map(({ model, total }) => ({ provider: model.provider, model: model.id, ...savingsTotalJson(total) })),
  };
}

/** What usage was measured against, with its covered tokens. */
export function measuredBaselineJson({
  provider,
  model,
  isPreset,
  team,
  project,
  startsOn,
  recorded,
  tokens,
}: Savings["baselines"][number]): z.input<typeof measuredBaselineSchema> {
  return {
    ...{ provider, model, preset: isPreset, team: team?.name ?? null, project: project?.name ?? null, from: startsOn },
    recorded_at: instantJson(recorded?.at ?? null),
    tokens: wireCount(tokens),
  };
}

/** A total of savings, with what it covers. */
export function savingsTotalJson(total: SavingsTotal): z.input<typeof savingsTotalSchema> {
  const { tokensPercent, excluded } = total.coverage;
  return {
    ...linesJson(total),
    coverage: {
      tokens_percent: tokensPercent,
      excluded: excluded.map(({ reason, tokens, actual }) => ({ reason, tokens: wireCount(tokens), actual: moneyJson(actual) })),
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
