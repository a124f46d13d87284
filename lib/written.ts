import { z } from "zod";
import { withPoint } from "@/lib/i18n/number";
import { isDay } from "@/lib/period";
import { longestName } from "@/lib/usage/row";

/** What people write into a field, over the API or in a form. Messages are codes of `fields`. */

const named = z.string().transform((text) => text.trim().normalize("NFC"));

/** A name, as usage has them. */
export const writtenName = named.pipe(z.string().min(1, "required").max(longestName, "too_long"));

/** The same, or null: none. */
export const optionalName = named
  .pipe(z.string().max(longestName, "too_long"))
  .nullish()
  .transform((text) => text || null);

/** A day, as 2026-06-30, or null: none. */
export const optionalDay = z
  .string()
  .trim()
  .refine((text) => text === "" || isDay(text), "not_a_date")
  .nullish()
  .transform((text) => text || null);

/** What is said of something, or null. */
export const writtenNote = z
  .string()
  .trim()
  .max(500, "too_long")
  .nullish()
  .transform((text) => text || null);

/** The fields of a form, all of them texts. */
export const formTexts = z.record(z.string(), z.string());

/** A number as people write it, with a comma or a point. */
export function written(text: string | undefined): string {
  return withPoint(text ?? "");
}
