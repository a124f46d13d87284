import { totalTokens } from "@/lib/usage/tokens";
import type { Sums } from "./spend";

/** What is drawn and ranked: pico-dollars, tokens or requests. */
export const measures = ["cost", "tokens", "requests"] as const;
export type Measure = (typeof measures)[number];

/** What usage comes to in a measure; null: it has no price. */
export function amountOf(measure: Measure, { cost, tokens, requests }: Sums): bigint | null {
  return { cost: () => cost, tokens: () => totalTokens(tokens), requests: () => requests }[measure]();
}
