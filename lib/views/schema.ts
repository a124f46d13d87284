import { z } from "zod";
import { rowIdSchema } from "@/lib/row-id";

const name = z.string().trim().min(1, "required").max(100, "too_long");
/** The search part of an address; what it says is read, and what makes no sense left out, each time it is opened. */
const search = z
  .string()
  .max(4000, "too_long")
  .regex(/^\?[^#\s]*$/, "invalid");

export const newViewSchema = z.object({ name, search, shared: z.literal("1").optional() });
export const renamedViewSchema = z.object({ id: rowIdSchema, name });
export const viewIdSchema = z.object({ id: rowIdSchema });
