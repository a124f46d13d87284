import { z } from "zod";
import { moneySchema } from "@/lib/api/wire";
import { modelIdSchema } from "@/lib/savings/schema";

const count = z.int().nonnegative().max(1_000_000_000_000).transform(BigInt);

export const estimateRequestSchema = z
  .strictObject({
    input_tokens: count,
    output_tokens: count,
    cached_input_tokens: count.default(0n),
    requests: count.default(1n),
    service_tier: z.string().max(50).default(""),
    ratio: z.int().min(0).max(1000).default(3).describe("input tokens for one of output, in the blended price of the verdict"),
    baseline: modelIdSchema.optional(),
  })
  .refine((body) => body.cached_input_tokens <= body.input_tokens, {
    path: ["cached_input_tokens"],
    message: "cached tokens are part of the input, so not more than it",
  });

const amounts = z.object({ per_request: moneySchema, total: moneySchema });

export const estimateSchema = z.object({
  models: z.array(z.object({ provider: z.string(), model: z.string(), list: amounts, cost: amounts, over_window: z.boolean() })),
  verdict: z
    .object({
      provider: z.string(),
      model: z.string(),
      baseline: z.string(),
      weights: z.string(),
      verdict: z.enum(["cheap", "moderate", "par", "expensive"]),
      blended: z.string(),
      baseline_blended: z.string(),
      times_cheaper: z.string().nullable(),
      as_of: z.string(),
    })
    .nullable()
    .describe("of the cheapest model whose price was checked within 180 days, against the baseline"),
});

const longestText = 200_000;

/** A form sends line ends as CR LF, whatever they were. */
const text = z
  .string()
  .max(longestText, "too_long")
  .transform((pasted) => pasted.replaceAll("\r\n", "\n"));

/** A pasted text to be counted, and the rest of the question it belongs to. Messages are codes of `fields`. */
export const pasteSchema = z.object({
  prompt: text.refine((pasted) => pasted !== "", "required"),
  example: text.default(""),
  query: z.string().max(4000, "too_long"),
});

export type Pasted = z.output<typeof pasteSchema>;
