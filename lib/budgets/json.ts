import { z } from "zod";
import { countSchema, instantJson, instantSchema, moneyJson, moneySchema } from "@/lib/api/wire";
import { decimalText, dollars, ratio } from "@/lib/money";
import { isoInstant } from "@/lib/period";
import { wireCount } from "@/lib/usage/tokens";
import { type Budget, type BudgetState, type BudgetTerms, type BudgetVersion, measured, reachedThresholds, remaining } from "./budget";

const decimal = z.string().describe("per cent, exact decimal");
const thresholdSchema = z.object({ percent: decimal, of: z.enum(measured) });
const termsShape = {
  amount: moneySchema.describe("exact decimal, dollars a month"),
  from: z.string(),
  to: z.string().nullable(),
  thresholds: z.array(thresholdSchema),
  note: z.string().nullable(),
};

export const budgetSchema = z.object({
  id: z.string(),
  scope: z.object({ team: z.string(), project: z.string(), model: z.string(), provider: z.string() }).partial(),
  ...termsShape,
  versions: z.array(z.object({ ...termsShape, recorded_at: instantSchema, recorded_by: z.string() })).describe("oldest first; never edited"),
  withdrawn_at: instantSchema.nullable(),
  withdrawn_by: z.string().nullable(),
});

export const budgetStateSchema = budgetSchema.extend({
  month: z.string(),
  actual: moneySchema.nullable().describe("null: nothing of what was used has a price"),
  remaining: moneySchema.nullable(),
  used_percent: decimal.nullable(),
  unpriced_tokens: countSchema,
  data_until: instantSchema.nullable(),
  forecast: z
    .union([
      z.object({ likely: moneySchema, low: moneySchema, high: moneySchema }),
      z.object({ refused: z.literal("too_few_days"), reported: z.int(), needed: z.int() }),
    ])
    .nullable()
    .describe("null: the month is over or has no data"),
  thresholds: z.array(thresholdSchema.extend({ reached: z.boolean().nullable().describe("null: it cannot be told") })),
  contributors: z.array(z.object({ name: z.string().nullable(), cost: moneySchema.nullable() })).describe("the largest of what it went to"),
});

const mostContributors = 10;

function termsJson({ amount, from, to, thresholds, note }: BudgetTerms) {
  return { amount: dollars(amount), from, to, thresholds: thresholds.map(({ percent, of }) => ({ percent: decimalText(percent), of })), note };
}

function scopeJson({ scope: { kind, name } }: Budget): z.input<typeof budgetSchema>["scope"] {
  return kind === "workspace" ? {} : { [kind]: name ?? "" };
}

/** A budget as the API answers it and the audit trail keeps it, with its latest terms or those of a month. */
export function budgetJson(budget: Budget, terms: BudgetVersion | undefined = budget.versions.at(-1)): z.input<typeof budgetSchema> {
  if (!terms) throw new Error(`budget ${budget.id} has no terms`);
  return {
    ...{ id: String(budget.id), scope: scopeJson(budget), ...termsJson(terms) },
    versions: budget.versions.map((version) => ({
      ...termsJson(version),
      ...{ recorded_at: isoInstant(version.recordedAt), recorded_by: version.recordedBy },
    })),
    ...{ withdrawn_at: instantJson(budget.withdrawnAt), withdrawn_by: budget.withdrawnBy },
  };
}

/** How a budget stands in a month, as the API answers it. */
export function budgetStateJson(state: BudgetState): z.input<typeof budgetStateSchema> {
  const { budget, month, terms, actual, forecast } = state;
  return {
    ...budgetJson(budget, terms),
    ...{ month, actual: moneyJson(actual), remaining: moneyJson(remaining(state)) },
    used_percent: actual === null ? null : ratio(100n * actual, terms.amount, 1),
    unpriced_tokens: wireCount(state.unpriced),
    data_until: instantJson(state.dataUntil),
    forecast:
      forecast && "likely" in forecast
        ? { likely: dollars(forecast.likely), low: dollars(forecast.low), high: dollars(forecast.high) }
        : forecast && { refused: forecast.refused, reported: forecast.reported, needed: forecast.needed },
    thresholds: reachedThresholds(state).map(({ percent, of, isReached }) => ({ percent: decimalText(percent), of, reached: isReached })),
    contributors: state.contributors.names.slice(0, mostContributors).map(({ name, sums }) => ({ name, cost: moneyJson(sums.cost) })),
  };
}
