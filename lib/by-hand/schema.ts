import { z } from "zod";
import { isDay } from "@/lib/period";
import { longestName } from "@/lib/usage/row";

const text = z.string().trim().max(longestName, "too_long").default("");

/** The cells of a canonical row that can be written down, besides its time. How they are read is the same as in a file. */
export const cellNames = [
  ...["provider", "model", "input_tokens", "cached_input_tokens", "output_tokens", "requests", "service_tier", "team", "project", "user"],
] as const;
export type Cells = Record<(typeof cellNames)[number], string>;

const cells = Object.fromEntries(cellNames.map((name) => [name, text])) as Record<(typeof cellNames)[number], typeof text>;

/** What a form says about usage that is written down. Messages are codes of `fields`. */
export const newEntrySchema = z
  .object({
    ...cells,
    cadence: z.enum(["once", "monthly"]),
    day: z.string().refine(isDay, "not_a_date"),
    until: z
      .string()
      .default("")
      .refine((day) => day === "" || isDay(day), "not_a_date")
      .transform((day) => day || null),
    note: text,
  })
  .refine(({ day, until }) => until === null || until >= day, { path: ["until"], message: "before_the_start" });

export type NewEntry = z.output<typeof newEntrySchema>;
