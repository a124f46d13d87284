import { z } from "zod";
import { isDay } from "@/lib/period";
import { formTexts } from "@/lib/written";

const blank = (text: string | null | undefined) => text || null;

/** Whether a source counts: of one provider or all, from a day or over all time. */
export const standingSchema = z.strictObject({
  source: z.string().trim().min(1, "required"),
  provider: z.string().trim().toLowerCase().nullish().transform(blank).describe("by its usual name; none: all providers"),
  from: z
    .string()
    .trim()
    .refine((text) => text === "" || isDay(text), "not_a_date")
    .nullish()
    .transform(blank)
    .describe("a day in the workspace's time zone, as 2026-06-30; none: over all time"),
  counted: z.boolean(),
});

export type NewStanding = z.output<typeof standingSchema>;

/** The same as a form or an address has it, in texts; what is wrong with an address is left out. */
export const standingFormSchema = z.preprocess((fields) => {
  const { source, provider, from, counted } = formTexts.parse(fields);
  return { source, provider, from, counted: counted === "1" };
}, standingSchema);
