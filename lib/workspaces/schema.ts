import { z } from "zod";
import { locales } from "@/lib/i18n/locale";

/** Messages are codes of `fields`. */
export const workspaceSchema = z.object({
  name: z.string().trim().min(1, "required").max(100, "too_long"),
  locale: z.enum(locales),
});
