import { z } from "zod";
import type { Decimal } from "@/lib/money";
import type { TokenClass } from "@/lib/usage/tokens";
import type { Source } from "../book";
import type { NamedPrices, TierPrices } from "../sheet";
import { type ListedModel, type NotUnderstood, type PriceList, perToken, UnreadableList, withoutAbsent } from "./list";

const entrySchema = z.looseObject({ litellm_provider: z.string().optional(), mode: z.string().optional() });
const listSchema = z.record(z.string(), entrySchema);
type Entry = z.output<typeof entrySchema>;

/** Its providers under ours; the others are gateways, clouds with prices by region, or unknown to the price book. */
const providers: Record<string, string> = {
  ...{ openai: "openai", "text-completion-openai": "openai", anthropic: "anthropic", gemini: "google", mistral: "mistral", deepseek: "deepseek" },
  ...{ xai: "xai", cohere_chat: "cohere", cohere: "cohere", moonshot: "moonshot", groq: "groq", perplexity: "perplexity" },
  ...{ azure: "azure", bedrock: "bedrock", bedrock_converse: "bedrock" },
};
const textModes = ["chat", "completion", "responses", "embedding"];
const fields: Record<TokenClass, string> = {
  input: "input_cost_per_token",
  output: "output_cost_per_token",
  cache_read: "cache_read_input_token_cost",
  cache_write_5m: "cache_creation_input_token_cost",
  cache_write_1h: "cache_creation_input_token_cost_above_1hr",
};
const tierSuffixes = { batch: "_batches", flex: "_flex", priority: "_priority" };
const address = "https://github.com/BerriAI/litellm/blob/main/model_prices_and_context_window.json";

/** Whether a JSON value has the shape of LiteLLM's list. */
export function isLitellmList(json: unknown): boolean {
  const parsed = listSchema.safeParse(json);
  return parsed.success && Object.values(parsed.data).some((entry) => entry.litellm_provider !== undefined && fields.input in entry);
}

/** Reads LiteLLM's `model_prices_and_context_window.json`: dollars per token as JSON numbers, without dates. */
export function readLitellmList(json: unknown, source: Pick<Source, "retrieved">): PriceList {
  const parsed = listSchema.safeParse(json);
  if (!parsed.success) throw new UnreadableList("an object of models was expected");
  const models: ListedModel[] = [];
  const notUnderstood: NotUnderstood[] = [];
  for (const [key, entry] of Object.entries(parsed.data)) {
    if (key === "sample_spec") continue;
    const read = modelOf(key, entry, { name: "BerriAI/litellm model_prices_and_context_window.json", url: address, ...source });
    if ("why" in read) notUnderstood.push(read);
    else models.push(read);
  }
  return { format: "litellm", isComplete: false, isDated: false, providerAliases: new Map(), models, notUnderstood };
}

function modelOf(key: string, entry: Entry, source: Source): ListedModel | NotUnderstood {
  const provider = providers[entry.litellm_provider ?? ""];
  if (!provider) return { what: key, why: `provider ${entry.litellm_provider ?? "not named"}` };
  if (!textModes.includes(entry.mode ?? "chat")) return { what: key, why: `${entry.mode}: not priced by text tokens` };
  const hasAudio = Object.keys(entry).some((field) => /audio_token/.test(field));
  if (hasAudio && /audio|realtime|live/.test(key)) return { what: key, why: "priced by audio too" };
  const slash = key.indexOf("/");
  const id = slash > 0 && providers[key.slice(0, slash)] === provider ? key.slice(slash + 1) : key;
  if (id.includes("/") && provider !== "groq") return { what: key, why: "a price by region or size" };
  try {
    const prices = pricesOf(entry, "");
    if (prices.input == null || prices.output == null) return { what: key, why: "no price per token" };
    const long = longOf(entry);
    if (long === "several") return { what: key, why: "several thresholds" };
    const [window] = [entry.max_input_tokens, entry.max_tokens].filter((value) => typeof value === "number" && Number.isInteger(value));
    return {
      ...{ provider, id, name: id, tier: "mid", aliases: [], patterns: [], tokenizer: null, releasedOn: null, note: null },
      retiredOn: typeof entry.deprecation_date === "string" ? entry.deprecation_date.slice(0, 10) : null,
      contextWindow: typeof window === "number" ? BigInt(window) : null,
      batchMultiplier: null as Decimal | null,
      periods: [
        {
          ...{ startsAt: null, startIsCertain: true, startBasis: null, note: null, request: 0n },
          prices: { ...prices, input: prices.input, output: prices.output },
          tiers: tiersOf(entry, ""),
          long,
        },
      ],
      sources: [source],
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { what: key, why: error.message };
  }
}

/** `suffix`: what a threshold or tier adds to the names of the fields. */
function pricesOf(entry: Entry, suffix: string): NamedPrices {
  const read = (name: TokenClass) => {
    const value = entry[fields[name] + suffix];
    return typeof value === "number" ? perToken(value) : undefined;
  };
  return withoutAbsent(Object.fromEntries((Object.keys(fields) as TokenClass[]).map((name) => [name, read(name)])));
}

function tiersOf(entry: Entry, threshold: string): TierPrices {
  const tiers = Object.entries(tierSuffixes).map(([tier, suffix]) => [tier, pricesOf(entry, threshold + suffix)] as const);
  return Object.fromEntries(tiers.filter(([, prices]) => Object.keys(prices).length > 0));
}

function longOf(entry: Entry): ListedModel["periods"][number]["long"] | "several" {
  const thresholds = new Set(Object.keys(entry).flatMap((field) => /^input_cost_per_token_above_(\d+)k_tokens$/.exec(field)?.[1] ?? []));
  const [threshold] = thresholds;
  if (threshold === undefined) return null;
  if (thresholds.size > 1) return "several";
  const suffix = `_above_${threshold}k_tokens`;
  return { threshold: BigInt(threshold) * 1000n, prices: pricesOf(entry, suffix), tiers: tiersOf(entry, suffix) };
}
