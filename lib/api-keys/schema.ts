import { z } from "zod";
import { isDay } from "@/lib/period";
import { scopes } from "@/lib/permissions";

/** What a form says about a new key; one ticked box comes alone, several as a list. Messages are codes of `fields`. */
export const newApiKeySchema = z.object({
  name: z.string().trim().min(1, "required").max(100, "too_long"),
  scopes: z.preprocess((given) => [given ?? []].flat(), z.array(z.enum(scopes)).min(1, "choose_one")),
  /** The last day on which it opens, in the workspace's time zone; empty: for good. */
  expires: z
    .string()
    .refine((text) => text === "" || isDay(text), "not_a_date")
    .transform((text) => text || null),
});
