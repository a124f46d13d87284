import { z } from "zod";
import { type Decimal, parseDecimal } from "@/lib/money";
import { type Day, isMonth } from "@/lib/period";
import { rowIdOf, rowIdSchema } from "@/lib/row-id";
import { formTexts, optionalDay, optionalName, written, writtenName, writtenNote } from "@/lib/written";
import { type ChargedBy, chargedBy } from "./rule";
import { type Pool, pools, type SpreadMethod, spreadMethods } from "./spread";

const ledger = optionalName.describe("the account of the ledger it is booked on");

export type NewChargebackRule = {
  scope: Record<ChargedBy, string | null>;
  cost_centre: string;
  ledger_code: string | null;
  from: Day | null;
  note: string | null;
};

/** What the API takes as a chargeback rule. */
export const newChargebackRuleSchema = z.strictObject({
  scope: z
    .strictObject(Object.fromEntries(chargedBy.map((by) => [by, optionalName])) as Record<ChargedBy, typeof optionalName>)
    .refine((scope) => Object.values(scope).some((value) => value !== null), "choose_one")
    .describe("whom usage must count under; all of what is given"),
  cost_centre: writtenName,
  ledger_code: ledger,
  from: optionalDay.describe("a day in the workspace's time zone, as 2026-06-30: it holds from the start of that day; none: over all time"),
  note: writtenNote,
});

/** The fields of the form and of its preview, all of them texts. */
export const chargebackFormSchema = z.preprocess((fields) => {
  const { cost_centre, ledger_code, from, note: noted, ...form } = formTexts.parse(fields);
  return { cost_centre, ledger_code, from, note: noted, scope: Object.fromEntries(chargedBy.map((by) => [by, form[by] ?? null])) };
}, newChargebackRuleSchema);

export type NewSpreadRule = {
  pool: Pool;
  method: SpreadMethod;
  shares: { cost_centre: string; percent: Decimal }[];
  ledger_code: string | null;
  from: Day | null;
  note: string | null;
};

const percent = z
  .string()
  .regex(/^\d{1,3}(\.\d{1,4})?$/, "not_a_share")
  .transform(parseDecimal);
const tenThousand = 10n ** 4n;
const inPlaces = ({ digits, scale }: Decimal) => digits * 10n ** BigInt(4 - scale);

/** What the API takes as a rule of spreading. */
export const newSpreadRuleSchema = z
  .strictObject({
    pool: z.enum(pools).describe("usage of no cost centre; charges of none; or one kind of charges, which goes before all of them"),
    method: z.enum(spreadMethods),
    shares: z
      .array(z.strictObject({ cost_centre: writtenName, percent }))
      .max(500, "too_long")
      .default([])
      .describe("of fixed: per cent of four places at most, 100 together at most; the rest stays unallocated"),
    ledger_code: ledger,
    from: z
      .string()
      .trim()
      .refine((text) => text === "" || isMonth(text), "not_a_month")
      .nullish()
      .transform((text) => (text ? `${text}-01` : null))
      .describe("a month, as 2026-06; none: over all time"),
    note: writtenNote,
  })
  .refine(({ method, shares }) => (method === "fixed") === shares.length > 0, { message: "shares_of_fixed", path: ["shares"] })
  .refine(({ shares }) => shares.reduce((sum, each) => sum + inPlaces(each.percent), 0n) <= 100n * tenThousand, {
    message: "over_100_shared",
    path: ["shares"],
  })
  .refine(({ shares }) => new Set(shares.map((each) => each.cost_centre)).size === shares.length, { message: "stands_twice", path: ["shares"] });

/** The fields of the form, all of them texts; shares a line each: the cost centre, then per cent. */
export const spreadFormSchema = z.preprocess((fields) => {
  const { shares = "", ...rest } = formTexts.parse(fields);
  const lines = shares.split(/\r?\n/).filter((line) => line.trim());
  return {
    ...rest,
    shares: lines.map((line) => {
      const parts = /^(.*?)[\s:;=]+([\d.,]+)\s*%?\s*$/.exec(line);
      return { cost_centre: parts?.[1] ?? line, percent: written(parts?.[2]) };
    }),
  };
}, newSpreadRuleSchema);

export const chargebackQuerySchema = z.strictObject({
  month: z.string().refine(isMonth, "a month, as 2026-06").optional().describe("the current month by default"),
});

export const chargebackFileQuerySchema = z.strictObject({ cost_centre: writtenName.optional().describe("only what it is charged; none: all") });

export const withdrawSchema = z.object({ id: rowIdSchema });

/** A rule's id from an address. Throws `not_found` for what cannot be one. */
export function ruleIdOf(text: string | undefined): number {
  return rowIdOf(text, "there is no such rule");
}
