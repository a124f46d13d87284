import { z } from "zod";
import { countSchema, instantJson, instantSchema, moneySchema } from "@/lib/api/wire";
import { dollars, dollarsPerMillion } from "@/lib/money";
import type { Price } from "@/lib/pricing/price";
import { assumptionKinds } from "@/lib/pricing/sheet";
import { tokenClasses, wireCount } from "@/lib/usage/tokens";
import type { ExplainedModel, ExplainedPrice, Explanation } from "./explanation";

const lineSchema = z.object({
  class: z.enum([...tokenClasses, "request"]),
  count: countSchema.describe("tokens, or requests"),
  price: moneySchema.describe("per million tokens, or per request"),
  amount: moneySchema,
  assumed: z.array(z.enum(assumptionKinds)),
});

const explainedPriceSchema = z.object({
  basis: z.enum(["list", "contract", "manual"]),
  starts_at: instantSchema.nullable().describe("since when the price holds; null: since the model exists"),
  model_raw: z.array(z.string()),
  service_tier: z.string(),
  is_long: z.boolean().describe("a price for long prompts"),
  is_aliased: z.boolean().describe("the model was named by an alias of the workspace"),
  rule: z.object({ starts_at: instantSchema, note: z.string().nullable() }).nullable(),
  source: z.object({ name: z.string(), url: z.string(), day: z.string().nullable() }).nullable(),
  requests: countSchema,
  lines: z.array(lineSchema),
  cost: moneySchema,
});

const explainedModelSchema = z.object({
  provider: z.string().nullable(),
  model: z.string(),
  name: z.string(),
  is_listed: z.boolean().describe("the price book has a price of it"),
  cost: moneySchema,
  prices: z.array(explainedPriceSchema),
});

/** How a cost comes about, on the wire. */
export const explanationSchema = z.object({
  cost: moneySchema.nullable(),
  models: z.array(explainedModelSchema).describe("dearest first"),
  rest: z.object({ models: z.int(), cost: moneySchema }).describe("of the models that are not given one by one"),
  unpriced: z.object({ tokens: countSchema, names: z.array(z.string()) }),
});

export type ExplanationJson = z.input<typeof explanationSchema>;
export type ExplainedModelJson = z.input<typeof explainedModelSchema>;
export type ExplainedPriceJson = z.input<typeof explainedPriceSchema>;

const mostModels = 12;

/** An explanation as it is shown and answered: the dearest models one by one. */
export function explanationJson({ models, cost, unpriced }: Explanation): ExplanationJson {
  const rest = models.slice(mostModels);
  return {
    cost: cost === null ? null : dollars(cost),
    models: models.slice(0, mostModels).map(modelJson),
    rest: { models: rest.length, cost: dollars(rest.reduce((sum, { cost: of }) => sum + of, 0n)) },
    unpriced: { tokens: wireCount(unpriced.tokens), names: unpriced.names },
  };
}

function modelJson({ provider, model, name, cost, prices }: ExplainedModel): ExplainedModelJson {
  return { provider, model, name, is_listed: prices.some(({ price }) => price.period), cost: dollars(cost), prices: prices.map(priceJson) };
}

function priceJson({ price, rawNames, tier, isLong, tokens, requests, cost }: ExplainedPrice): ExplainedPriceJson {
  const { period, rule, alias, prices, assumed, basis } = price;
  const isOwn = rule?.kind === "price";
  const source = isOwn ? undefined : period?.sources[0];
  const lines = tokenClasses
    .filter((name) => tokens[name] > 0n)
    .map((name) => ({
      class: name,
      count: wireCount(tokens[name]),
      price: dollarsPerMillion(prices[name]),
      amount: dollars(tokens[name] * prices[name]),
      assumed: assumedFor(name, assumed),
    }));
  const perRequest = {
    ...{ class: "request" as const, count: wireCount(requests), price: dollars(prices.request), amount: dollars(requests * prices.request) },
    assumed: [],
  };
  return {
    basis,
    starts_at: instantJson(isOwn ? rule.startsAt : (period?.startsAt ?? null)),
    model_raw: rawNames,
    service_tier: tier,
    is_long: isLong,
    is_aliased: alias !== null,
    rule: rule && { starts_at: instantJson(rule.startsAt) ?? "", note: rule.note },
    source: source ? { name: source.name, url: source.url, day: source.as_of ?? source.retrieved ?? null } : null,
    requests: wireCount(requests),
    lines: prices.request > 0n ? [...lines, perRequest] : lines,
    cost: dollars(cost),
  };
}

function assumedFor(name: (typeof tokenClasses)[number], assumed: Price["assumed"]) {
  return assumed.filter(({ classes }) => classes.includes(name)).map(({ kind }) => kind);
}
