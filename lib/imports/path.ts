import { rowIdOf } from "@/lib/row-id";

/** The import a path names. Throws `not_found` for what is no id. */
export function importIdOf(params: Record<string, string>): number {
  return rowIdOf(params.id, "there is no such import");
}
