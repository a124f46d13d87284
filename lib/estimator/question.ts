import { z } from "zod";
import { ungrouped, withPoint } from "@/lib/i18n/number";
import { type Decimal, decimalText, parseDecimal } from "@/lib/money";
import { type Counted, countedText, parseCounted } from "./counted";

/** Models side by side at most. */
export const mostModels = 4;
export const orders = ["price", "model", "provider"] as const;
export type Order = (typeof orders)[number];

/** What the estimator is asked, whole in an address. */
export type Question = {
  /** Tokens of a prompt; with `included`, of a prompt and its answer. */
  tokens: bigint;
  /** Tokens of an answer, unless they are included. */
  answer: bigint;
  /** Whether `tokens` counts the answer too: then a quarter of it is the answer. */
  included: boolean;
  /** Calls a day. */
  calls: bigint;
  /** Per cent more calls each month than the month before. */
  growth: Decimal;
  /** Per cent of the prompt that comes from the cache. */
  cached: Decimal;
  /** Per cent that a call may be smaller or larger. */
  margin: Decimal;
  batch: boolean;
  /** The workspace's own usage of the last 30 days instead of all of that but growth, margin and batch. */
  mix: boolean;
  /** A pasted text that was counted, instead of `tokens` and `answer`. */
  counted: Counted | null;
  /** `provider/id`, side by side. */
  models: readonly string[];
  order: Order;
};

/** What is asked where nothing is said: the question the product began with. */
export const usualQuestion: Question = {
  ...{ tokens: 10_000n, answer: 1_000n, included: false, calls: 1_000n },
  ...{ growth: { digits: 0n, scale: 0 }, cached: { digits: 0n, scale: 0 }, margin: { digits: 20n, scale: 0 } },
  ...{ batch: false, mix: false, counted: null, models: [], order: "price" },
};

/** Fields whose text was not understood; the usual value stands in for each. */
export type Wrong = readonly (keyof Question)[];

/** A whole number as people write it: 10000, 10 000, 10,000, 10.000, 10’000. */
const count = z
  .string()
  .transform(ungrouped)
  .pipe(z.string().regex(/^\d{1,12}$/))
  .transform(BigInt);

/** A percentage of two places at most, with a point or a comma, up to `most`. */
const percent = (most: bigint) =>
  z
    .string()
    .transform(withPoint)
    .pipe(z.string().regex(/^\d{1,4}(\.\d{1,2})?$/))
    .transform(parseDecimal)
    .refine(({ digits, scale }) => digits <= most * 10n ** BigInt(scale));

const flag = (on: string) => z.enum([on, ""]).transform((value) => value === on);

/** A field of an address each: one that is wrong does not spoil the others. */
const fields = {
  tokens: count,
  answer: count,
  included: flag("1"),
  calls: count,
  growth: percent(1000n),
  cached: percent(100n),
  margin: percent(90n),
  batch: flag("1"),
  mix: flag("30d"),
  counted: z
    .string()
    .transform((text) => (text ? parseCounted(text) : null))
    .refine((counted) => counted !== undefined),
  order: z.enum(orders),
} satisfies Record<Exclude<keyof Question, "models">, z.ZodType>;

type Address = Record<string, string | string[] | undefined>;

/** Reads a question from an address. */
export function parseQuestion(address: Address): { question: Question; wrong: Wrong } {
  const wrong: (keyof Question)[] = [];
  const read = Object.entries(fields).flatMap(([name, schema]) => {
    const text = [address[name]].flat().at(-1);
    if (text === undefined || (text === "" && name !== "included" && name !== "batch")) return [];
    const parsed = schema.safeParse(text);
    if (parsed.success) return [[name, parsed.data]];
    wrong.push(name as keyof Question);
    return [];
  });
  const models = [...new Set([address.model].flat().filter((id): id is string => Boolean(id && /^[^/]{1,100}\/.{1,200}$/.test(id))))].slice(
    0,
    mostModels,
  );
  return { question: { ...usualQuestion, ...Object.fromEntries(read), models }, wrong };
}

/** The question as an address; what is usual is left out. */
export function questionQuery(question: Question): URLSearchParams {
  const texts: Record<string, string> = {
    tokens: String(question.tokens),
    answer: String(question.answer),
    included: question.included ? "1" : "",
    calls: String(question.calls),
    growth: decimalText(question.growth),
    cached: decimalText(question.cached),
    margin: decimalText(question.margin),
    batch: question.batch ? "1" : "",
    mix: question.mix ? "30d" : "",
    counted: question.counted ? countedText(question.counted) : "",
    order: question.order,
  };
  const usual: Record<string, string> = {
    ...{ tokens: "10000", answer: "1000", calls: "1000" },
    ...{ growth: "0", cached: "0", margin: "20", order: "price" },
  };
  const query = new URLSearchParams();
  for (const [name, text] of Object.entries(texts)) if (text !== (usual[name] ?? "")) query.set(name, text);
  for (const model of question.models) query.append("model", model);
  return query;
}

/** The address of an estimator with a question, some of it otherwise. */
export function addressWith({ address, question }: { address: string; question: Question }, otherwise: Partial<Question>): string {
  const query = String(questionQuery({ ...question, ...otherwise }));
  return query ? `${address}?${query}` : address;
}

/** The address of an estimator with models side by side, each once. */
export function addressOfModels(address: string, models: readonly ({ provider: string; id: string } | undefined)[]): string {
  const ids = models.flatMap((model) => (model ? `${model.provider}/${model.id}` : []));
  return addressWith({ address, question: usualQuestion }, { models: [...new Set(ids)] });
}
