import { z } from "zod";
import { locales } from "@/lib/i18n/locale";

const orNone = <Choice extends string>(choices: readonly Choice[]) => z.union([z.literal("").transform(() => null), z.enum(choices)]);

/** How someone is called and reads the pages; empty: as the browser says. Messages are codes of `fields`. */
export const profileSchema = z.object({
  name: z.string().trim().min(1, "required").max(200, "too_long"),
  locale: orNone(locales),
  theme: orNone(["light", "dark"]),
});
