import { z } from "zod";
import { countSchema, instantSchema, moneyJson, moneySchema } from "@/lib/api/wire";
import { decimalText } from "@/lib/money";
import { isoInstant } from "@/lib/period";
import type { NoForecast } from "@/lib/spend/forecast";
import { wireCount } from "@/lib/usage/tokens";
import type { KeptScenario, ScenarioForecast, ScenarioResult, ScenarioSums } from "./queries";
import { fineDollars, type Scenario, stayingReasons } from "./scenario";
import type { WrittenMove } from "./schema";

export const scenarioSchema = z.object({
  id: z.string(),
  name: z.string(),
  note: z.string().nullable(),
  move: z.unknown().describe("as it was sent"),
  created_at: instantSchema,
  created_by: z.string(),
});

const sumsShape = {
  paid_before: moneySchema.describe("the share that moves, at the prices paid"),
  paid_after: moneySchema,
  paid_difference: moneySchema.describe("after less before: negative is cheaper"),
  list_before: moneySchema.describe("the same at list price"),
  list_after: moneySchema,
  list_difference: moneySchema,
};
const forecastSchema = z.object({ likely: moneySchema, low: moneySchema, high: moneySchema });

export const scenarioResultSchema = z.object({
  currency: z.literal("USD"),
  timezone: z.string(),
  from: z.string(),
  to: z.string(),
  total: z.object({ cost: moneySchema.nullable(), tokens: countSchema, ...sumsShape }),
  stays: z.array(z.object({ reason: z.enum(stayingReasons), tokens: countSchema, actual: moneySchema.nullable() })),
  months: z.array(z.object({ month: z.string(), cost: moneySchema.nullable(), ...sumsShape })),
  models: z.array(z.object({ provider: z.string().nullable(), model: z.string().nullable(), ...sumsShape })),
  forecast: z
    .object({ month: z.string(), before: forecastSchema, after: forecastSchema })
    .nullable()
    .describe("of the month after the last day with data; null: too few days have data"),
});

export const keptScenarioSchema = scenarioSchema.extend({ result: scenarioResultSchema });

/** A scenario as the API answers it. */
export function scenarioJson({ id, name, note, move, createdAt, createdBy }: KeptScenario): z.input<typeof scenarioSchema> {
  return { id: String(id), name, note, move, created_at: isoInstant(createdAt), created_by: createdBy };
}

/** What a scenario comes to, as the API answers it. */
export function scenarioResultJson(
  { cost, tokens, sums, stays, months, models }: ScenarioResult,
  forecast: ScenarioForecast | NoForecast | null,
  of: { timezone: string; from: string; to: string },
): z.input<typeof scenarioResultSchema> {
  const range = ({ likely, low, high }: ScenarioForecast["before"]) => ({
    ...{ likely: moneyJson(likely) ?? "0", low: moneyJson(low) ?? "0", high: moneyJson(high) ?? "0" },
  });
  return {
    currency: "USD",
    ...of,
    total: { cost: moneyJson(cost), tokens: wireCount(tokens), ...sumsJson(sums) },
    stays: stays.map(({ reason, tokens: staying, actual }) => ({ reason, tokens: wireCount(staying), actual: moneyJson(actual) })),
    months: months.map((row) => ({ month: row.month, cost: moneyJson(row.cost), ...sumsJson(row.sums) })),
    models: models.map((row) => ({ provider: row.provider, model: row.model, ...sumsJson(row.sums) })),
    forecast: forecast && "month" in forecast ? { month: forecast.month, before: range(forecast.before), after: range(forecast.after) } : null,
  };
}

function sumsJson(sums: ScenarioSums) {
  return {
    paid_before: fineDollars(sums.paid_before),
    paid_after: fineDollars(sums.paid_after),
    paid_difference: fineDollars(sums.paid_after - sums.paid_before),
    list_before: fineDollars(sums.list_before),
    list_after: fineDollars(sums.list_after),
    list_difference: fineDollars(sums.list_after - sums.list_before),
  };
}

/** A move as it is sent, kept and linked to: what is not said is left out. */
export function moveJson({ share, scope, change, from }: Scenario): WrittenMove {
  const { model, isBatch, cached, written, k } = change;
  return {
    share: decimalText(share),
    ...(scope.models.length && { models: [...scope.models] }),
    ...(scope.teams.length && { teams: [...scope.teams] }),
    ...(scope.projects.length && { projects: [...scope.projects] }),
    ...(scope.promptAbove !== null && { prompt_above: String(scope.promptAbove) }),
    ...(scope.promptUpTo !== null && { prompt_up_to: String(scope.promptUpTo) }),
    ...(model && { to_model: `${model.provider}/${model.model}` }),
    ...(isBatch && { to_batch: true }),
    ...(cached && { cached: decimalText(cached) }),
    ...(written && { written: decimalText(written) }),
    ...{ k_in: decimalText(k.in), k_out: decimalText(k.out) },
    ...(from !== null && { from }),
  };
}
