import { z } from "zod";
import { locales } from "@/lib/i18n/locale";
import { modelIdSchema } from "@/lib/savings/schema";

/** Tokens read for one written, in a blended price. */
export const mostWeight = 1000n;

export const analysisQuerySchema = z.strictObject({
  locale: z.enum(locales).default("en"),
  baseline: modelIdSchema.optional(),
  ratio: z
    .string()
    .regex(/^\d{1,4}$/, "a whole number up to 1000")
    .transform(BigInt)
    .refine((r) => r <= mostWeight, "at most 1000")
    .optional()
    .describe("tokens read for one written, 3 by default"),
});
