import { type Pico, ratio } from "@/lib/money";
import { type Fine, finePerPico, type ScenarioAmount } from "./scenario";

/** What a scenario does to a spend, unrounded. */
export type Outcome = {
  before: Fine;
  after: Fine;
  /** After less before: negative is cheaper. */
  difference: Fine;
  /** The difference in per cent of the spend; null: there was none. */
  percent: string | null;
};

/** The spend with what moves at its new price, and all else as it was. */
export function outcomeOf(cost: Pico | null, { paid_before: from, paid_after: to }: Record<ScenarioAmount, Fine>): Outcome {
  const before = (cost ?? 0n) * finePerPico;
  const difference = to - from;
  return { before, after: before + difference, difference, percent: ratio(100n * difference, before) };
}

/** What was paid for all that a scenario leaves alone: neither moved, nor kept where it is for a reason. */
export function restOf(cost: Pico | null, { paid_before: from }: Record<ScenarioAmount, Fine>, stays: readonly { actual: Pico | null }[]): Fine {
  const staying = stays.reduce((sum, { actual }) => sum + (actual ?? 0n), 0n);
  return ((cost ?? 0n) - staying) * finePerPico - from;
}
