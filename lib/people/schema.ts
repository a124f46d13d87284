import { z } from "zod";
import { locales } from "@/lib/i18n/locale";
import { passwordProblem } from "./password";

const orNone = <Choice extends string>(choices: readonly Choice[]) => z.union([z.literal("").transform(() => null), z.enum(choices)]);

/** What people are called. Messages are codes of `fields`. */
export const nameSchema = z.string().trim().min(1, "required").max(200, "too_long");

/** A password that somebody chooses. */
export const newPasswordSchema = z.string().superRefine((password, context) => {
  const problem = passwordProblem(password);
  if (problem) context.addIssue({ code: "custom", message: problem });
});

/** How someone is called and reads the pages; empty: as the browser says. */
export const profileSchema = z.object({
  name: nameSchema,
  locale: orNone(locales),
  theme: orNone(["light", "dark"]),
  shortcuts: z.enum(["on", "off"]).transform((choice) => choice === "on"),
});
