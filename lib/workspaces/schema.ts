import { z } from "zod";
import { locales } from "@/lib/i18n/locale";
import { isZone } from "@/lib/period";

/** Messages are codes of `fields`. */
export const workspaceSchema = z.object({
  name: z.string().trim().min(1, "required").max(100, "too_long"),
  locale: z.enum(locales),
});

export const newWorkspaceSchema = workspaceSchema.extend({ timezone: z.string().refine(isZone, "not_a_zone") });

export type NewWorkspace = z.output<typeof newWorkspaceSchema>;
