import { type Pico, ratio } from "@/lib/money";

/** The price of r input tokens and one output token, per token: pico-dollars as an exact fraction. Always shown with its weights. */
export type Blended = { numerator: Pico; denominator: bigint };

/** `(r · input + output) / (r + 1)` at weights r:1. */
export function blended(prices: { input: Pico; output: Pico }, r: bigint): Blended {
  return { numerator: r * prices.input + prices.output, denominator: r + 1n };
}

/** Dollars per million tokens, rounded half to even to `places`. */
export function blendedPerMillion({ numerator, denominator }: Blended, places = 6): string {
  return ratio(numerator, denominator * 1_000_000n, places) ?? "0";
}

export type Verdict = "cheap" | "moderate" | "par" | "expensive";

/** Per cent of the baseline's blended price up to which each verdict holds; above the last it is expensive. */
export const thresholds = { cheap: 25n, moderate: 75n, par: 125n } as const;

/** Against a baseline's blended price at the same weights: ≤ 25 % cheap, ≤ 75 % moderate, ≤ 125 % on a par, above expensive. */
export function verdict(price: Blended, baseline: Blended): Verdict {
  const share = 100n * price.numerator * baseline.denominator;
  const whole = baseline.numerator * price.denominator;
  if (share <= thresholds.cheap * whole) return "cheap";
  if (share <= thresholds.moderate * whole) return "moderate";
  return share <= thresholds.par * whole ? "par" : "expensive";
}
