import { z } from "zod";
import { groupBySchema, usageQueryShape } from "@/lib/api/wire";
import { parseDecimal } from "@/lib/money";
import { granularities } from "@/lib/spend/dimension";
import { isRatio } from "./savings";

/** A positive decimal of six places at most. */
export const ratioSchema = z
  .string()
  .regex(/^\d{1,6}(\.\d{1,6})?$/, "a positive decimal of six places at most, as 0.9")
  .transform(parseDecimal)
  .refine(isRatio, "above 0");

/** `provider/model` of the price book. */
export const modelIdSchema = z
  .string()
  .regex(/^[^/]+\/.+$/, "provider/model, as openai/gpt-4o")
  .transform((id) => ({ provider: id.slice(0, id.indexOf("/")), model: id.slice(id.indexOf("/") + 1) }));

export const savingsQuerySchema = z.strictObject({
  ...usageQueryShape,
  granularity: z.enum(granularities).optional(),
  group_by: groupBySchema,
  baseline: modelIdSchema.optional(),
  k_in: ratioSchema.optional(),
  k_out: ratioSchema.optional(),
});
