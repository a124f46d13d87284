import { z } from "zod";
import { groupBySchema, usageQueryShape } from "@/lib/api/wire";
import { parseDecimal } from "@/lib/money";
import { isDay } from "@/lib/period";
import { presetBaseline } from "@/lib/pricing/baseline";
import { rowIdSchema } from "@/lib/row-id";
import { granularities } from "@/lib/spend/dimension";
import { formTexts, written } from "@/lib/written";
import { isRatio } from "./savings";

const ratioOf = (wrong: string) =>
  z
    .string()
    .regex(/^\d{1,6}(\.\d{1,6})?$/, wrong)
    .transform(parseDecimal)
    .refine(isRatio, wrong);

/** A positive decimal of six places at most. */
export const ratioSchema = ratioOf("a positive decimal of six places at most, as 0.9");

/** `provider/model` of the price book. */
export const modelIdSchema = z
  .string()
  .regex(/^[^/]+\/.+$/, "provider/model, as openai/gpt-4o")
  .transform((id) => ({ provider: id.slice(0, id.indexOf("/")), model: id.slice(id.indexOf("/") + 1) }));

const ratioShape = { k_in: ratioSchema.optional(), k_out: ratioSchema.optional() };

export const savingsQuerySchema = z.strictObject({
  ...usageQueryShape,
  granularity: z.enum(granularities).optional(),
  group_by: groupBySchema,
  baseline: modelIdSchema.optional(),
  ...ratioShape,
});

export const savingsByModelQuerySchema = z.strictObject({ ...usageQueryShape, ...ratioShape });

const name = z
  .string()
  .transform((text) => text.trim().normalize("NFC") || undefined)
  .optional();

const newBaseline = (ratio: typeof ratioSchema) => {
  const tokens = z.strictObject({ in: ratio, out: ratio });
  return z
    .strictObject({
      model: modelIdSchema.describe("provider/model of the price book"),
      team: name.describe("whose usage it is for; neither team nor project: all"),
      project: name,
      from: z
        .string()
        .trim()
        .refine((text) => text === "" || isDay(text), "not_a_date")
        .nullish()
        .transform((text) => text || null)
        .describe("a day in the workspace's time zone: it holds from the start of that day; none: over all time"),
      k: tokens.default(presetBaseline.used).describe("tokens the baseline would need for one of ours; 1 by default"),
      k_low: tokens.default(presetBaseline.low),
      k_high: tokens.default(presetBaseline.high),
    })
    .refine(({ team, project }) => team === undefined || project === undefined, { message: "one_of_both", path: ["project"] })
    .transform(({ model, k, k_low: low, k_high: high, ...rest }) => ({ ...rest, ...model, used: k, low, high }));
};

/** What the API takes as a baseline. */
export const newBaselineSchema = newBaseline(ratioSchema);

/** The fields of the form, all of them texts: `scope` is `workspace`, or a kind and a name, as `team:Platform`. */
export const baselineFormSchema = z.preprocess(
  (fields) => {
    const { scope = "", model, from, ...ks } = formTexts.parse(fields);
    const [kind, named] = [scope.slice(0, scope.indexOf(":")), scope.slice(scope.indexOf(":") + 1)];
    const ratio = (of: string) => ({ in: written(ks[`${of}_in`]), out: written(ks[`${of}_out`]) });
    return {
      ...{ model, from },
      ...((kind === "team" || kind === "project") && { [kind]: named }),
      ...{ k: ratio("k"), k_low: ratio("low"), k_high: ratio("high") },
    };
  },
  newBaseline(ratioOf("not_a_ratio")),
);

/** A path's baseline id; anything else is none. */
export const baselineIdSchema = rowIdSchema;
