import { z } from "zod";
import type { Source } from "../book";
import type { PriceSheet } from "../sheet";
import { type ListedModel, type ListedPeriod, type NotUnderstood, type PriceList, perMillion, UnreadableList, withoutAbsent } from "./list";

const tiered = z.object({ base: z.number(), tiers: z.array(z.object({ start: z.number(), price: z.number() })) });
const amount = z.union([z.number(), tiered, z.string().transform(Number)]);
const pricesSchema = z.record(z.string(), amount);
const conditionalSchema = z.object({ constraint: z.looseObject({ start_date: z.string().optional() }).nullish(), prices: pricesSchema });
const modelSchema = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  match: z.unknown(),
  context_window: z.number().nullish(),
  prices: z.union([pricesSchema, z.array(conditionalSchema)]),
});
const listSchema = z.array(z.looseObject({ id: z.string(), models: z.array(modelSchema) }));

type Model = z.output<typeof modelSchema>;
type Prices = z.output<typeof pricesSchema>;

/** Its providers under ours. */
const providers: Record<string, string> = {
  ...{ openai: "openai", anthropic: "anthropic", google: "google", mistral: "mistral", deepseek: "deepseek", "x-ai": "xai", cohere: "cohere" },
  ...{ moonshotai: "moonshot", groq: "groq", perplexity: "perplexity", azure: "azure", aws: "bedrock" },
};
const classes = { input: "input_mtok", output: "output_mtok", cache_read: "cache_read_mtok", cache_write_5m: "cache_write_mtok" } as const;
const known: readonly string[] = [...Object.values(classes), "cache_write_1h_mtok", "requests_kcount"];
const address = "https://github.com/pydantic/genai-prices/tree/main/prices/providers";

/** Whether a JSON value has the shape of genai-prices' data. */
export function isGenaiPricesList(json: unknown): boolean {
  return listSchema.safeParse(json).success;
}

/** Reads genai-prices' data: dollars per million tokens as JSON numbers, some from a date on. */
export function readGenaiPricesList(json: unknown, source: Pick<Source, "retrieved">): PriceList {
  const parsed = listSchema.safeParse(json);
  if (!parsed.success) throw new UnreadableList("an array of providers with their models was expected");
  const models: ListedModel[] = [];
  const notUnderstood: NotUnderstood[] = [];
  for (const { id, models: listed } of parsed.data) {
    const provider = providers[id];
    if (!provider) notUnderstood.push({ what: id, why: `provider ${id}` });
    for (const model of provider ? listed : []) {
      const read = modelOf(provider ?? "", model, { name: "pydantic/genai-prices (MIT)", url: address, ...source });
      if ("why" in read) notUnderstood.push(read);
      else models.push(read);
    }
  }
  return { format: "genai-prices", isComplete: false, isDated: true, providerAliases: new Map(), models, notUnderstood };
}

/** Every exact name in a matching rule; what it matches by prefix or pattern is no fact about a name. */
export function exactNames(match: unknown): string[] {
  if (typeof match !== "object" || match === null) return [];
  if ("equals" in match && typeof match.equals === "string") return [match.equals];
  return "or" in match && Array.isArray(match.or) ? match.or.flatMap(exactNames) : [];
}

function modelOf(provider: string, { id, name, match, context_window: window, prices }: Model, source: Source): ListedModel | NotUnderstood {
  const what = `${provider}/${id}`;
  const conditional = Array.isArray(prices) ? prices : [{ constraint: null, prices }];
  if (conditional.some(({ constraint }) => constraint && constraint.start_date === undefined)) return { what, why: "a price by time of day" };
  try {
    const periods: ListedPeriod[] = [];
    for (const { constraint, prices: of } of conditional) {
      const sheet = sheetOf(of);
      if (typeof sheet === "string") return { what, why: sheet };
      const startsAt = constraint?.start_date === undefined ? null : Date.parse(`${constraint.start_date}T00:00:00Z`);
      periods.push({ ...sheet, startsAt, startIsCertain: true, startBasis: null, note: null });
    }
    return {
      ...{ provider, id, name: name ?? id, tier: "mid", patterns: [], tokenizer: null, batchMultiplier: null, releasedOn: null, retiredOn: null },
      note: null,
      aliases: exactNames(match).filter((alias) => alias !== id),
      contextWindow: window ? BigInt(window) : null,
      periods: periods.sort((a, b) => (a.startsAt ?? 0) - (b.startsAt ?? 0)),
      sources: [source],
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { what, why: error.message };
  }
}

/** A sheet, or why it is none of ours. */
function sheetOf(prices: Prices): PriceSheet | string {
  const foreign = Object.keys(prices).find((name) => !known.includes(name) && !/audio|image|video|search/.test(name));
  if (foreign) return `priced by ${foreign}`;
  const { input_mtok: input, output_mtok: output, cache_write_1h_mtok: hour, requests_kcount: requests } = prices;
  if (input === undefined) return "no price per token";
  const starts = new Set(Object.values(prices).flatMap((of) => (typeof of === "number" ? [] : of.tiers.map(({ start }) => start))));
  if (starts.size > 1) return "several thresholds";
  const [threshold] = starts;
  const base = (of: Prices[string] | undefined) => (of === undefined ? undefined : perMillion(typeof of === "number" ? of : of.base));
  const long = (of: Prices[string] | undefined) =>
    of === undefined || typeof of === "number" ? undefined : perMillion(of.tiers[0]?.price ?? of.base);
  const each = (read: typeof base) => ({
    ...withoutAbsent(Object.fromEntries(Object.entries(classes).map(([name, field]) => [name, read(prices[field])]))),
    ...withoutAbsent({ cache_write_1h: read(hour) }),
  });
  return {
    prices: { ...each(base), input: base(input) ?? 0n, output: base(output) ?? 0n },
    tiers: {},
    long: threshold === undefined ? null : { threshold: BigInt(threshold), prices: each(long), tiers: {} },
    request: typeof requests === "number" ? perThousandRequests(requests) : 0n,
  };
}

/** Dollars per thousand requests in pico-dollars per request. */
function perThousandRequests(value: number): bigint {
  // $1 per million tokens is 10⁶ pico-dollars a token; $1 per thousand requests is 10⁹ pico-dollars a request.
  return perMillion(value) * 1000n;
}
