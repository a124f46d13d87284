import type { Decimal } from "@/lib/money";
import type { Instant } from "@/lib/period";

/** Tokens the baseline would need for one of ours, for input classes and for output. */
export type TokenRatio = { in: Decimal; out: Decimal };

/** The model that savings are measured against, with the ratio used and the band around it. */
export type Baseline = {
  provider: string;
  model: string;
  isPreset: boolean;
  used: TokenRatio;
  low: TokenRatio;
  high: TokenRatio;
  /** When and by whom it was named; null: a preset. */
  recorded: { at: Instant; by: string } | null;
};

const both = (digits: bigint, scale: number): TokenRatio => ({ in: { digits, scale }, out: { digits, scale } });

/** Where a workspace has named none; always labelled as a preset. */
export const presetBaseline: Baseline = {
  provider: "openai",
  model: "gpt-4o",
  isPreset: true,
  used: both(1n, 0),
  low: both(8n, 1),
  high: both(11n, 1),
  recorded: null,
};
