import { z } from "zod";
import { daySchema } from "@/lib/api/wire";
import { parseDecimal } from "@/lib/money";
import { isDay } from "@/lib/period";
import { rowIdOf, rowIdSchema } from "@/lib/row-id";
import { modelIdSchema, ratioSchema } from "@/lib/savings/schema";
import { isChange, partOf, type Scenario } from "./scenario";

const longestName = 200;
const mostValues = 50;

/** Per cent of four places at most, above 0. */
const percent = z
  .string()
  .regex(/^\d{1,3}(\.\d{1,4})?$/, { error: "not_a_share", abort: true })
  .transform(parseDecimal)
  .refine(({ digits, scale }) => digits > 0n && partOf({ digits, scale }) <= 1_000_000n, "not_a_share")
  .describe("per cent of four places at most, above 0 and up to 100, as 12.5");

const tokens = z
  .union([z.int().nonnegative(), z.string().regex(/^\d{1,15}$/, "not_a_count")])
  .transform((count) => BigInt(count))
  .describe("tokens");

const named = z.string().trim().min(1, "required").max(500, "too_long");
const named0 = z.array(named.nullable()).max(mostValues, "too_long").default([]);

/** What the API takes as a scenario's move, and what is kept of it. */
export const moveSchema = z
  .strictObject({
    share: percent,
    models: z.array(named).max(mostValues, "too_long").default([]).describe("provider/model of the book, or raw names; none: all usage"),
    teams: named0.describe("null: unattributed; none: all"),
    projects: named0,
    prompt_above: tokens.optional().describe("single requests with a longer prompt than this only"),
    prompt_up_to: tokens.optional().describe("single requests with a prompt of so many tokens at most only"),
    to_model: modelIdSchema.optional().describe("provider/model of the book; none: it stays on its own model"),
    to_batch: z.boolean().default(false),
    cached: percent.optional().describe("of the plain input, read from the cache"),
    written: percent.optional().describe("of the plain input, written to the cache for 5 minutes"),
    k_in: ratioSchema.default(parseDecimal("1")).describe("tokens the other model would need for one of ours"),
    k_out: ratioSchema.default(parseDecimal("1")),
    from: z
      .string()
      .refine((text) => isDay(text), "not_a_date")
      .optional()
      .describe("a day in the workspace's time zone; none: as if it had always been so"),
  })
  .refine(({ cached, written: w }) => partOf(cached ?? nothing) + partOf(w ?? nothing) <= 1_000_000n, { message: "over_100", path: ["written"] })
  .refine(({ written: w, cached }) => w === undefined || cached !== undefined, { message: "needs_cached", path: ["written"] })
  .refine(({ prompt_above: above, prompt_up_to: upTo }) => above === undefined || upTo === undefined || above < upTo, {
    ...{ message: "empty_range", path: ["prompt_up_to"] },
  })
  .transform(
    (move): Scenario => ({
      share: move.share,
      scope: {
        ...{ models: move.models, teams: move.teams, projects: move.projects },
        ...{ promptAbove: move.prompt_above ?? null, promptUpTo: move.prompt_up_to ?? null },
      },
      change: {
        ...{ model: move.to_model ?? null, isBatch: move.to_batch, cached: move.cached ?? null, written: move.written ?? null },
        k: { in: move.k_in, out: move.k_out },
      },
      from: move.from ?? null,
    }),
  )
  .refine(({ change }) => isChange(change), { message: "choose_one", path: ["to_model"] });

const nothing = parseDecimal("0");

export type WrittenMove = z.input<typeof moveSchema>;

const scenarioName = z.string().trim().min(1, "required").max(longestName, "too_long");
const note = z
  .string()
  .trim()
  .max(2000, "too_long")
  .optional()
  .transform((text) => text || null);

/** What the API takes as a scenario to keep. */
export const newScenarioSchema = z.strictObject({ name: scenarioName, note, move: moveSchema });

/** The form that keeps one: its move is the one a page was shown for, as the API takes it. */
export const keptFormSchema = z
  .object({
    name: scenarioName,
    note,
    move: z
      .string()
      .max(60_000, "too_long")
      .transform((text, { addIssue }) => {
        try {
          return JSON.parse(text);
        } catch {
          addIssue({ code: "custom", message: "required" });
          return z.NEVER;
        }
      })
      .pipe(moveSchema),
    whose: z.enum(["everybody", "myself"]).default("myself"),
  })
  .transform(({ whose, ...kept }) => ({ ...kept, isPersonal: whose === "myself" }));

/** The days a result is about, over the API; the current local month by default. */
export const periodQueryShape = { from: daySchema.optional(), to: daySchema.optional() };

export const scenarioIdFormSchema = z.object({ id: rowIdSchema });

/** The ids in an address, each once; what cannot be one is left out. */
export function scenarioIdsOf(texts: readonly string[]): number[] {
  return [...new Set(texts.flatMap((text) => rowIdSchema.safeParse(text).data ?? []))];
}

/** A scenario's id from an address. Throws `not_found` for what cannot be one. */
export function scenarioIdOf(text: string | undefined): number {
  return rowIdOf(text, "there is no such scenario");
}
