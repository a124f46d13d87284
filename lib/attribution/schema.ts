import { z } from "zod";
import type { Day } from "@/lib/period";
import { rowIdSchema } from "@/lib/row-id";
import { longestName } from "@/lib/usage/row";
import { formTexts, optionalDay, writtenName, writtenNote } from "@/lib/written";
import { type Attributed, attributed, type Condition, conditions } from "./rule";

const optionalName = z
  .string()
  .transform((text) => text.trim().normalize("NFC"))
  .pipe(z.string().max(longestName, "too_long"))
  .optional()
  .transform((text) => text || undefined);
const day = optionalDay.describe("a day in the workspace's time zone, as 2026-06-30: it holds from the start of that day; none: over all time");

const scopeSchema = z
  .strictObject(
    Object.fromEntries(conditions.map((condition) => [condition, optionalName])) as Record<(typeof conditions)[number], typeof optionalName>,
  )
  .refine((scope) => Object.values(scope).some((value) => value !== undefined), "choose_one")
  .describe("what usage must have; all of what is given");

/** A rule that gives usage to a team, a project, or both. */
export const assignSchema = z
  .strictObject({ kind: z.literal("assign"), scope: scopeSchema, team: optionalName, project: optionalName, from: day, note: writtenNote })
  .refine(({ team, project }) => team !== undefined || project !== undefined, { message: "choose_one", path: ["team"] });

/** A value that counts as another. */
export const mergeSchema = z
  .strictObject({ kind: z.literal("merge"), dimension: z.enum(attributed), value: writtenName, into: writtenName, from: day, note: writtenNote })
  .refine(({ value, into }) => value !== into, { message: "same_name", path: ["into"] });

/** What the API takes: a rule of either kind. */
export const newAttributionRuleSchema = z.discriminatedUnion("kind", [assignSchema, mergeSchema]);
type To = { from: Day | null; note: string | null };
export type NewRule = To &
  (
    | { kind: "assign"; scope: Partial<Record<Condition, string | undefined>>; team?: string | undefined; project?: string | undefined }
    | { kind: "merge"; dimension: Attributed; value: string; into: string }
  );

export const ruleFormSchema = z.preprocess((fields) => {
  const { team, project, from, note, ...form } = formTexts.parse(fields);
  return {
    kind: "assign",
    team,
    project,
    from,
    note,
    scope: Object.fromEntries(conditions.map((condition) => [condition, form[`if_${condition}`]])),
  };
}, assignSchema);

export const mergeFormSchema = z.preprocess((fields) => ({ kind: "merge", ...formTexts.parse(fields) }), mergeSchema);

/** A path's rule id; anything else is no rule. */
export const ruleIdSchema = rowIdSchema;
