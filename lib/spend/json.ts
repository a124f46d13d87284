import { z } from "zod";
import { countSchema, instantJson, instantSchema, moneyJson, moneySchema, tokensJson, tokensSchema } from "@/lib/api/wire";
import { attributed } from "@/lib/attribution/rule";
import { dollarsPerMillion } from "@/lib/money";
import { isoInstant } from "@/lib/period";
import type { Price } from "@/lib/pricing/price";
import { assumptionKinds } from "@/lib/pricing/sheet";
import { tokenClasses, wireCount } from "@/lib/usage/tokens";
import { type Dimension, dimensions } from "./dimension";
import type { UsageEvent } from "./events";
import type { Spend, SpendTotal, Sums } from "./spend";

const sumsShape = {
  requests: countSchema,
  tokens: tokensSchema,
  cost: moneySchema.nullable(),
  unpriced: z.object({ requests: countSchema, tokens: countSchema }),
};
const name = z.string().nullable().optional();
const dimensionShape = Object.fromEntries(dimensions.map((dimension) => [dimension, name])) as Record<Dimension, typeof name>;

export const spendTotalSchema = z.object({
  ...sumsShape,
  coverage: z.object({ tokens_percent: z.string(), requests_percent: z.string() }),
  basis: z.object({ list: moneySchema, contract: moneySchema, manual: moneySchema }),
  assumed: z.array(z.object({ kind: z.enum(assumptionKinds), tokens: countSchema, cost: moneySchema })),
  requests_unknown: countSchema,
  data_until: instantSchema.nullable(),
  compared_only: z
    .object({ requests: countSchema, tokens: countSchema })
    .describe("of a source that is only compared: read where that one source is asked for, and in no other total"),
});

export const spendSchema = z.object({
  currency: z.literal("USD"),
  timezone: z.string(),
  from: z.string(),
  to: z.string(),
  rows: z.array(z.object({ period: z.string().nullable().optional(), ...dimensionShape, ...sumsShape })),
  total: spendTotalSchema,
});

/** Spend as the API answers it. */
export function spendJson({ rows, total }: Spend, of: { timezone: string; from: string; to: string }): z.input<typeof spendSchema> {
  return {
    currency: "USD",
    ...of,
    rows: rows.map(({ period, dimensions: names, ...sums }) => ({ ...(period !== null && { period }), ...names, ...sumsJson(sums) })),
    total: spendTotalJson(total),
  };
}

/** A total of spend, with what it rests on. */
export function spendTotalJson(total: SpendTotal): z.input<typeof spendTotalSchema> {
  return {
    ...sumsJson(total),
    coverage: { tokens_percent: total.coverage.tokensPercent, requests_percent: total.coverage.requestsPercent },
    basis: {
      list: moneyJson(total.basis.list) ?? "0",
      contract: moneyJson(total.basis.contract) ?? "0",
      manual: moneyJson(total.basis.manual) ?? "0",
    },
    assumed: total.assumed.map(({ kind, tokens, cost }) => ({ kind, tokens: wireCount(tokens), cost: moneyJson(cost) ?? "0" })),
    requests_unknown: wireCount(total.requestsUnknown),
    data_until: instantJson(total.dataUntil),
    compared_only: { requests: wireCount(total.comparedOnly.requests), tokens: wireCount(total.comparedOnly.tokens) },
  };
}

function sumsJson({ requests, tokens, cost, unpriced }: Sums) {
  return {
    requests: wireCount(requests),
    tokens: tokensJson(tokens) as z.input<typeof tokensSchema>,
    cost: moneyJson(cost),
    unpriced: { requests: wireCount(unpriced.requests), tokens: wireCount(unpriced.tokens) },
  };
}

const priceSchema = z.object({
  basis: z.string(),
  per_million: z.record(z.string(), z.string()),
  request: moneySchema,
  assumed: z.array(z.string()),
  starts_at: instantSchema.nullable(),
});

export const eventSchema = z.object({
  timestamp: instantSchema,
  provider: z.string().nullable(),
  model: z.string(),
  model_raw: z.string(),
  service_tier: z.string().nullable(),
  team: z.string().nullable(),
  project: z.string().nullable(),
  user: z.string().nullable(),
  api_key: z.string().nullable(),
  source: z.string().nullable(),
  stated: z
    .partialRecord(z.enum(attributed), z.string().nullable())
    .describe("what the source said, of the dimensions that attribution rules count under another value"),
  import: z.string(),
  line: z.string(),
  requests: countSchema.nullable(),
  tokens: tokensSchema,
  reasoning: countSchema,
  cost: moneySchema.nullable(),
  price: priceSchema.nullable(),
});

export function eventJson(event: UsageEvent): z.input<typeof eventSchema> {
  return {
    timestamp: isoInstant(event.startsAt),
    provider: event.model?.provider ?? (event.provider || null),
    model: event.model?.id ?? event.modelRaw,
    model_raw: event.modelRaw,
    service_tier: event.serviceTier,
    team: event.team,
    project: event.project,
    user: event.user,
    api_key: event.apiKey,
    source: event.source,
    stated: event.stated,
    import: String(event.importId),
    line: event.line,
    requests: event.requests === null ? null : wireCount(event.requests),
    tokens: tokensJson(event.tokens) as z.input<typeof tokensSchema>,
    reasoning: wireCount(event.reasoning),
    cost: moneyJson(event.cost),
    price: event.price && priceJson(event.price),
  };
}

function priceJson({ basis, prices, assumed, period }: Price): z.input<typeof priceSchema> {
  return {
    basis,
    per_million: Object.fromEntries(tokenClasses.map((name) => [name, dollarsPerMillion(prices[name])])),
    request: moneyJson(prices.request) ?? "0",
    assumed: assumed.map(({ kind }) => kind),
    starts_at: instantJson(period?.startsAt ?? null),
  };
}
