import type { Instant } from "@/lib/period";
import type { Tokens } from "./tokens";

/** Why a row is refused. Codes are stable; their words live in the catalogues. */
export const rejectionCodes = [
  "ambiguous_number",
  "ambiguous_timestamp",
  "bad_cost",
  "bad_json",
  "bad_quantity",
  "bad_timestamp",
  "cached_exceeds_input",
  "column_count",
  "fractional_tokens",
  "missing_model",
  "missing_timestamp",
  "missing_tokens",
  "negative_tokens",
  "not_a_number",
  "overflow_tokens",
  "reasoning_exceeds_output",
  "repeated_header",
  "scientific_notation",
  "timestamp_out_of_range",
  "token_mismatch",
  "totals_row",
  "unknown_type",
  "value_too_long",
] as const;

export type RejectionCode = (typeof rejectionCodes)[number];

/** The longest name (characters) a dimension, a model or an id may have: the database indexes it whole. */
export const longestName = 500;

/** Money as a source wrote it: an exact decimal in its canonical text, and its currency (ISO 4217). Never converted. */
export type Money = { amount: string; currency: string };

/** One usage record in our own terms. Names are trimmed, in NFC, "" where absent. */
export type UsageRow = {
  kind: "usage";
  startsAt: Instant;
  /** The end of its bucket of time; null: one moment, or unknown. */
  endsAt: Instant | null;
  /** What identity knows of the time: an instant where the source gave an offset, else its civil text, so that a wrong zone adds nothing. */
  timeIdentity: string;
  provider: string;
  model: string;
  /** "" is standard. */
  tier: string;
  team: string;
  project: string;
  user: string;
  apiKey: string;
  /** What else tells two rows of its source apart, "" where nothing does: never a number or a state that changes. */
  apart: string;
  /** null: unknown. */
  requests: bigint | null;
  /** It stands for one request, so its prompt has a size. */
  isSingle: boolean;
  tokens: Tokens;
  /** Of the output. */
  reasoning: bigint;
  /** What the source itself says it cost: kept beside the derived cost, never mixed into it. */
  reported: Money | null;
  /** "" where the source gives none. */
  requestId: string;
};

/** Everything sent to the model. */
export function promptOf({ input, cache_read, cache_write_5m, cache_write_1h }: Tokens): bigint {
  return input + cache_read + cache_write_5m + cache_write_1h;
}
