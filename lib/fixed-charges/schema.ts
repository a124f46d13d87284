import { z } from "zod";
import { type Currency, isCurrency } from "@/lib/currency/currency";
import { type Decimal, parseDecimal } from "@/lib/money";
import { type Day, isDay, isMonth } from "@/lib/period";
import { rowIdOf, rowIdSchema } from "@/lib/row-id";
import { formTexts, optionalDay, optionalName, written, writtenName, writtenNote } from "@/lib/written";
import { type ChargeKind, chargeKinds, takenOff } from "./fixed-charge";

const mostSeats = 1_000_000;

const day = z.string().trim().refine(isDay, "not_a_date").describe("a day in the workspace's time zone, as 2026-06-30");
/** Up to a million millions, six decimals at most. */
const amount = z
  .string()
  .regex(/^-?\d{1,12}(\.\d{1,6})?$/, "not_an_amount")
  .transform(parseDecimal)
  .refine(({ digits }) => digits !== 0n, "not_an_amount");

export type NewFixedCharge = {
  kind: ChargeKind;
  item: string;
  provider: string | null;
  team: string | null;
  cost_centre: string | null;
  price: Decimal;
  seats: number;
  currency: Currency;
  every: "once" | "month";
  from: Day;
  to: Day | null;
  note: string | null;
};

/** What the API takes as a fixed charge. */
export const newFixedChargeSchema = z
  .strictObject({
    kind: z.enum(chargeKinds),
    item: writtenName.describe("what is paid for, as the invoice names it"),
    provider: optionalName,
    team: optionalName.describe("whom it is for; neither team nor cost centre: shared"),
    cost_centre: optionalName,
    price: amount.describe("of one seat, in the currency, six decimals at most; negative for a credit or a refund, else positive"),
    seats: z.coerce.number("not_a_count").int("not_a_count").min(1, "not_a_count").max(mostSeats, "not_a_count").default(1),
    currency: z
      .string()
      .transform((code) => code.trim().toUpperCase())
      .refine(isCurrency, "not_a_currency")
      .default("USD"),
    every: z.enum(["once", "month"]).describe("month: due every month from the first day to the last, by days where it begins or ends inside one"),
    from: day,
    to: optionalDay.describe("the last day it is paid for; none: no end is known. Only of what is due every month"),
    note: writtenNote,
  })
  .refine(({ kind, price }) => takenOff.includes(kind) === price.digits < 0n, { message: "wrong_sign", path: ["price"] })
  .refine(({ every, to }) => every === "month" || to === null, { message: "has_no_end", path: ["to"] })
  .refine(({ from, to }) => to === null || to >= from, { message: "before_the_start", path: ["to"] });

/** What takes a line back: on a day, as much as the line says or an amount of one's own. */
export const counterSchema = z.strictObject({
  on: day,
  amount: amount
    .optional()
    .describe("signed as it stands in the sum: of the other sign than the line; none: as much as the line's own price and seats"),
  note: writtenNote,
});

export const endSchema = z.strictObject({ on: day.describe("the last day it is paid for") });

export const chargesQuerySchema = z.strictObject({
  month: z.string().refine(isMonth, "a month, as 2026-06").optional().describe("with the amounts of this month; none: every line there is"),
});

const minus = (text: string) => (/^[1-9]|^0/.test(text) ? `-${text}` : text);

/** The fields of the form, all of them texts; what is taken off is typed without its sign. */
export const fixedChargeFormSchema = z.preprocess((fields) => {
  const { price, kind, seats, ...rest } = formTexts.parse(fields);
  const typed = written(price);
  const isOff = takenOff.some((each) => each === kind);
  return { ...rest, kind, seats: seats?.trim() || "1", price: isOff ? minus(typed) : typed };
}, newFixedChargeSchema);

export const withdrawFormSchema = z.object({ id: rowIdSchema });
export const endFormSchema = z.object({ id: rowIdSchema, on: day });
export const counterFormSchema = z
  .object({
    id: rowIdSchema,
    on: day,
    amount: z
      .string()
      .default("")
      .transform(written)
      .pipe(z.union([z.literal(""), amount])),
    note: writtenNote,
  })
  .transform(({ amount: typed, ...rest }) => ({ ...rest, amount: typed === "" ? undefined : typed }));

/** A charge's id from an address. Throws `not_found` for what cannot be one. */
export function chargeIdOf(text: string | undefined): number {
  return rowIdOf(text, "there is no such charge");
}
