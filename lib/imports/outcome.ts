import type { Charge } from "@/lib/usage/charge";
import type { RejectionCode, UsageRow } from "@/lib/usage/row";

/** Why a record correctly holds no billable usage. Codes are stable; their words live in the catalogues. */
export const ignoreReasons = [
  "empty_bucket",
  "failed_call",
  "gateway_cache_hit",
  "no_usage",
  "not_a_generation",
  "not_a_model_call",
  "not_charged",
  "not_usage",
  "not_usage_charge",
  "other_product",
  "other_service",
  "repeated_total",
  "synthetic",
] as const;

export type IgnoreReason = (typeof ignoreReasons)[number];

/** What a record of a file ends as, before the database is asked whether its row is known; a text is why it is refused. */
export type Outcome = UsageRow | Charge | RejectionCode | { kind: "ignored"; reason: IgnoreReason } | { kind: "duplicate" };

/** An outcome and the line (or record) of the file it stands for. `place`: a number of its own in the file, where the line is not. */
export type Placed = { line: number; place?: number; outcome: Outcome };

/** One record of a file and what it ends as. `place`: its number in the file, its own. `cells`: as it was written, where it is refused. */
export type Reading = { line: number; place: number; outcome: Outcome; cells: readonly string[] };

/** Where the records of a companion table stand: after all of the table it comes with. */
export const companionPlace = 2 ** 40;

/** The record holds no billable usage, and should not. */
export function ignored(reason: IgnoreReason): Outcome {
  return { kind: "ignored", reason };
}

/** The record says again what another of its file has said. */
export const duplicate: Outcome = { kind: "duplicate" };

/** Whether a cell holds no tokens: empty or zero. */
export function isNothing(cell: string): boolean {
  return /^-?0*(?:\.0*)?$/.test(cell.trim());
}
