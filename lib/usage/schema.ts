import { z } from "zod";
import { countSchema } from "@/lib/api/wire";

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

export const usageQuerySchema = z.strictObject({ source: z.string().min(1).max(200).optional() });

export const recordedSchema = z.object({
  accepted: countSchema,
  duplicates: countSchema,
  conflicts: countSchema,
  without_id: countSchema,
  rejected: z.array(z.object({ index: z.int(), code: z.string(), detail: z.string() })),
});
