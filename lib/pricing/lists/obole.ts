import { z } from "zod";
import { parseDecimal } from "@/lib/money";
import { isDay, isSlot } from "@/lib/period";
import { type ListedModel, type ListedPeriod, type PriceList, perMillion, UnreadableList } from "./list";

const price = z.string().regex(/^\d+(\.\d+)?$/, "dollars per million tokens as decimal text, as 0.40");
const prices = z.object({
  input: price,
  output: price,
  cache_read: price.nullish(),
  cache_write_5m: price.nullish(),
  cache_write_1h: price.nullish(),
});
const named = prices.partial();
const tiers = z.record(z.string(), named).optional();
const from = z.string().refine((text) => isDay(text) || isSlot(Date.parse(text)), "a day, or an instant on a quarter hour (UTC)");
const source = z.object({ name: z.string(), url: z.string(), as_of: z.string().optional(), retrieved: z.string().optional() });

/** The shape of our own price list (`prices.json`). */
export const priceListSchema = z.object({
  provider_aliases: z.record(z.string(), z.string()),
  models: z.array(
    z.object({
      provider: z.string(),
      id: z.string(),
      name: z.string(),
      tier: z.string(),
      aliases: z.array(z.string()),
      patterns: z.array(z.string().regex(/^\^.*\$$/, "anchored: ^…$")),
      tokenizer: z.string().nullish(),
      context_window: z.int().positive().nullish(),
      batch_multiplier: z
        .string()
        .regex(/^\d+(\.\d+)?$/)
        .nullish(),
      released: z.string().refine(isDay).nullish(),
      retired: z.string().refine(isDay).nullish(),
      note: z.string().optional(),
      periods: z.array(
        prices.extend({
          from: from.nullable(),
          from_basis: z.string().optional(),
          note: z.string().optional(),
          tiers,
          request: price.optional().describe("dollars per request"),
          long_context: named.extend({ threshold_input_tokens: z.int().positive(), tiers }).nullish(),
        }),
      ),
      sources: z.array(source).min(1),
    }),
  ),
});

type Written = z.output<typeof priceListSchema>["models"][number];
type WrittenPeriod = Written["periods"][number];

/** Reads our own price list. Throws UnreadableList that names the first thing that is wrong. */
export function readOwnList(json: unknown): PriceList {
  const parsed = priceListSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UnreadableList(`${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { provider_aliases: aliases, models } = parsed.data;
  return {
    ...{ format: "obole", isComplete: true, isDated: true },
    providerAliases: new Map(Object.entries(aliases)),
    models: models.map(toModel),
    notUnderstood: [],
  };
}

function toModel({ tokenizer, context_window: window, batch_multiplier: batch, released, retired, note, periods, ...model }: Written): ListedModel {
  return {
    ...model,
    tokenizer: tokenizer ?? null,
    contextWindow: window == null ? null : BigInt(window),
    batchMultiplier: batch == null ? null : parseDecimal(batch),
    releasedOn: released ?? null,
    retiredOn: retired ?? null,
    note: note ?? null,
    periods: periods.map(toPeriod),
  };
}

function toPeriod({ from: start, from_basis: basis, note, tiers: own, request, long_context: long, ...standard }: WrittenPeriod): ListedPeriod {
  return {
    startsAt: start === null ? null : Date.parse(isDay(start) ? `${start}T00:00:00Z` : start),
    // The facts say in words which start no source names for certain.
    startIsCertain: !basis?.includes("earlier product research"),
    startBasis: basis ?? null,
    note: note ?? null,
    prices: { ...toNamed(standard), input: perMillion(standard.input), output: perMillion(standard.output) },
    tiers: toTiers(own),
    long: long ? { threshold: BigInt(long.threshold_input_tokens), prices: toNamed(long), tiers: toTiers(long.tiers) } : null,
    // A price per request is in dollars; pico-dollars are a million times finer than the unit of `perMillion`.
    request: request === undefined ? 0n : perMillion(request) * 1_000_000n,
  };
}

function toNamed(written: z.output<typeof named>): ListedPeriod["prices"] | Record<string, bigint> {
  const classes = ["input", "output", "cache_read", "cache_write_5m", "cache_write_1h"] as const;
  return Object.fromEntries(classes.flatMap((name) => (written[name] == null ? [] : [[name, perMillion(written[name])]])));
}

function toTiers(written: z.output<typeof tiers>): ListedPeriod["tiers"] {
  return Object.fromEntries(Object.entries(written ?? {}).map(([tier, of]) => [tier, toNamed(of)]));
}
