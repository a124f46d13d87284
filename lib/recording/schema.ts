import { z } from "zod";
import { countSchema } from "@/lib/api/wire";
import { longestName } from "@/lib/usage/row";
import { defaultFields } from "./record";

const count = z.union([z.int().nonnegative(), z.string()]).optional();
const text = z.string().optional();

/** One usage record; how its fields are read is the same as in a canonical CSV. */
export const usageRowSchema = z.looseObject({
  timestamp: z.union([z.string(), z.number()]),
  provider: text,
  model: z.string(),
  input_tokens: count,
  output_tokens: count,
  cached_input_tokens: count,
  cache_write_tokens: count,
  cache_write_1h_tokens: count,
  reasoning_tokens: count,
  requests: count,
  service_tier: text,
  team: text,
  project: text,
  user: text,
  request_id: text,
  source: text,
});

const given = z.string().min(1).max(longestName).optional();

/** What is true of every record of a request that does not say otherwise. */
export const usageQuerySchema = z.strictObject(
  Object.fromEntries(defaultFields.map((field) => [field, given])) as Record<(typeof defaultFields)[number], typeof given>,
);

export const sourceQuerySchema = z.strictObject({ source: given });

/** What somebody else says of a call, as it is: a provider's answer, its `usage` alone, a gateway's log. */
export const foreignRecordSchema = z
  .looseObject({})
  .describe(
    "an answer of OpenAI, Anthropic, Mistral, Gemini or Bedrock, a result of the AI SDK, or a record of LiteLLM, Helicone or Langfuse, as it is",
  );

export const recordedSchema = z.object({
  accepted: countSchema,
  duplicates: countSchema,
  conflicts: countSchema,
  without_id: countSchema,
  ignored: countSchema,
  rejected: z.array(z.object({ index: z.int(), code: z.string(), detail: z.string() })),
});
