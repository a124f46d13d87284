import type { Pico } from "@/lib/money";

/** Costs of the same usage at two sets of prices; null: nothing in it has a price. */
export type Costs = { before: Pico | null; after: Pico | null };

/** What something costs more after a change; what had no price before cost nothing that is known. */
export function differenceOf({ before, after }: Costs): Pico {
  return (after ?? 0n) - (before ?? 0n);
}
