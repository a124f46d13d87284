import { z } from "zod";
import { Refusal } from "@/lib/errors";
import { isMonth, type Month } from "@/lib/period";
import { checkKinds } from "./check";

/** What the API takes to close a month. */
export const closeSchema = z.strictObject({
  acknowledge: z
    .array(z.enum(checkKinds))
    .optional()
    .describe("the warnings that are known of: with any other the month stays open; left out: whatever there is"),
});

/** What a form says is known of; one ticked box comes alone, several as a list. */
export const acknowledgedSchema = z.preprocess((given) => [given ?? []].flat(), z.array(z.enum(checkKinds)));

/** Why a closed month is opened again. Messages are codes of `fields`. */
export const reopenSchema = z.strictObject({
  reason: z.string({ error: "required" }).trim().min(3, "required").max(1000, "too_long").describe("kept with the month and in the audit trail"),
});

/** A month as an address names it. Throws `not_found`. */
export function monthOfAddress(text: string | undefined): Month {
  if (text === undefined || !isMonth(text)) throw new Refusal("not_found", "months are named as 2026-06");
  return text;
}
