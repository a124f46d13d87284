import { Refusal } from "@/lib/errors";
import { importIdSchema } from "./schema";

/** The import a path names. Throws `not_found` for what is no id. */
export function importIdOf(params: Record<string, string>): number {
  const id = importIdSchema.safeParse(params.id);
  if (!id.success) throw new Refusal("not_found", "there is no such import");
  return id.data;
}
