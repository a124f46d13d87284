import { z } from "zod";
import { Refusal } from "@/lib/errors";

/** The id of a row, from an address or a form. */
export const rowIdSchema = z.coerce.number().int().positive().max(2_147_483_647);

/** A row's id from an address. Throws `not_found`, with what is `missing` then, for what cannot be one. */
export function rowIdOf(text: string | undefined, missing: string): number {
  const id = rowIdSchema.safeParse(text);
  if (!id.success) throw new Refusal("not_found", missing);
  return id.data;
}
