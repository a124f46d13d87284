import { z } from "zod";
import { decimalText, parseDecimal, parseDollars } from "@/lib/money";
import { isMonth } from "@/lib/period";
import { rowIdOf, rowIdSchema } from "@/lib/row-id";
import { formTexts, written, writtenName, writtenNote } from "@/lib/written";
import { type BudgetScope, type BudgetTerms, measured, scopeKinds, type Threshold } from "./budget";

const mostThresholds = 10;
export const usualThresholds = [
  { percent: "80", of: "actual" },
  { percent: "100", of: "actual" },
  { percent: "100", of: "forecast" },
] as const;

const percent = z
  .string()
  .regex(/^\d{1,4}(\.\d{1,2})?$/, "not_a_threshold")
  .transform(parseDecimal)
  .refine(({ digits }) => digits > 0n, "not_a_threshold");
const month = z.string().trim().refine(isMonth, "not_a_month");
const optionalMonth = z
  .string()
  .trim()
  .refine((text) => text === "" || isMonth(text), "not_a_month")
  .nullish()
  .transform((text) => text || null);
const amount = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,6})?$/, "not_a_budget")
  .transform(parseDollars)
  .refine((dollars) => dollars > 0n, "not_a_budget");
const thresholds = z
  .array(z.strictObject({ percent: percent.describe("of the budget, two decimals at most"), of: z.enum(measured) }))
  .max(mostThresholds, "too_many_thresholds")
  .transform(inOrder);

const scope = z
  .strictObject({ team: writtenName.optional(), project: writtenName.optional(), model: writtenName.optional(), provider: writtenName.optional() })
  .refine((given) => Object.values(given).filter(Boolean).length <= 1, "one of team, project, model, provider, or none")
  .transform((given): BudgetScope => {
    const kind = scopeKinds.find((each) => each !== "workspace" && given[each] !== undefined);
    return kind && kind !== "workspace" ? { kind, name: given[kind] ?? null } : { kind: "workspace", name: null };
  });

const termsShape = {
  amount: amount.describe("dollars a month, six decimals at most"),
  from: month.describe("the first month, as 2026-06"),
  to: optionalMonth.describe("the last month; none: no end is known"),
  thresholds: thresholds
    .optional()
    .transform((given) => given ?? inOrder(usualThresholds.map((each) => ({ ...each, percent: parseDecimal(each.percent) })))),
  note: writtenNote,
};
const isInOrder = ({ from, to }: Pick<BudgetTerms, "from" | "to">) => to === null || to >= from;
const notBefore = { message: "before_the_start", path: ["to"] };

export type NewBudget = BudgetTerms & { scope: BudgetScope };

/** What the API takes as a budget. */
export const newBudgetSchema = z
  .strictObject({
    scope: scope.optional().transform((given): BudgetScope => given ?? { kind: "workspace", name: null }),
    ...termsShape,
  })
  .refine(isInOrder, notBefore);

/** What of a budget changes; what is not said stays. With `from`, the months before keep what they had. */
export const changedBudgetSchema = z.strictObject({
  amount: amount.optional(),
  from: month.optional().describe("the first month that the change is for; months before keep what they had"),
  to: optionalMonth.optional(),
  thresholds: thresholds.optional(),
  note: writtenNote.optional(),
});
export type BudgetChange = z.output<typeof changedBudgetSchema>;

export const budgetsQuerySchema = z.strictObject({
  month: z.string().refine(isMonth, "a month, as 2026-06").optional().describe("how they stand in this month; the current one by default"),
});

/** Percentages as they are typed, separated by commas or spaces; a decimal comma has no space after it. */
function percents(text: string | undefined, of: Threshold["of"]) {
  const parts = (text ?? "").split(/[;\s]+|,(?=\s)/).map((part) => part.replace(/%/g, "").replace(/,$/, ""));
  return parts.filter(Boolean).map((part) => ({ percent: written(part), of }));
}

function typedTerms({ amount: typed, actual, forecast, ...rest }: Record<string, string>) {
  return { ...rest, amount: written(typed), thresholds: [...percents(actual, "actual"), ...percents(forecast, "forecast")] };
}

/** The fields of the form, all of them texts. */
export const budgetFormSchema = z.preprocess((fields) => {
  const { scope: kind, name: named, ...rest } = formTexts.parse(fields);
  return { ...typedTerms(rest), scope: kind === "workspace" ? {} : { [kind ?? ""]: named ?? "" } };
}, newBudgetSchema);

export const budgetIdSchema = z.object({ id: rowIdSchema });

export const changeBudgetFormSchema = z.preprocess(
  (fields) => typedTerms(formTexts.parse(fields)),
  z.object({ id: rowIdSchema, ...termsShape }).refine(isInOrder, notBefore),
);

/** A budget's id from an address. Throws `not_found` for what cannot be one. */
export function budgetIdOf(text: string | undefined): number {
  return rowIdOf(text, "there is no such budget");
}

/** Each once, what was spent before what will be, lowest first. */
function inOrder(given: readonly Threshold[]): Threshold[] {
  const hundredths = ({ percent: { digits, scale } }: Threshold) => digits * 10n ** BigInt(2 - scale);
  const known = new Map(given.map((each) => [`${each.of} ${decimalText(each.percent)}`, each]));
  return [...known.values()].sort((a, b) => (a.of === b.of ? (hundredths(a) < hundredths(b) ? -1 : 1) : a.of === "actual" ? -1 : 1));
}
