import type { Pico } from "@/lib/money";
import { type Contribution, contributionsBy, type Difference, type DifferenceDimension, type DifferencePart, differenceParts } from "./difference";

/** A part between two stops, each in per cent of an axis that is cut to what moves. */
export type WaterfallStep = { part: DifferencePart; amount: Pico; from: number; to: number };

export type Waterfall = { start: number; steps: WaterfallStep[]; end: number };

/** Left free at both ends of the axis, in per cent. */
const margin = 3;
/** A hundredth of a cent: less than that is what rounding to the pico-dollar leaves of a part that is none. */
const leastShown: Pico = 10n ** 8n;

/** The way from one period's cost to the other's, part by part. What is too small to show has no step. */
export function waterfallOf({ before, parts }: Pick<Difference, "before" | "parts">): Waterfall {
  const told = differenceParts.filter((part) => size(parts[part]) >= leastShown);
  const stops = [before];
  for (const part of told) stops.push((stops.at(-1) ?? 0n) + parts[part]);
  const [low, high] = stops.reduce(([least, most], stop) => [stop < least ? stop : least, stop > most ? stop : most], [before, before]);
  const at = (stop: Pico) => (high === low ? 50 : margin + Number((10_000n * (stop - low)) / (high - low)) * ((100 - 2 * margin) / 10_000));
  return {
    start: at(before),
    steps: told.map((part, index) => ({ part, amount: parts[part], from: at(stops[index] ?? before), to: at(stops[index + 1] ?? before) })),
    end: at(stops.at(-1) ?? before),
  };
}

/** The parts that can be shown, the largest first. */
export function largestParts({ parts }: Pick<Difference, "parts">): DifferencePart[] {
  return differenceParts.filter((part) => size(parts[part]) >= leastShown).sort((a, b) => (size(parts[a]) < size(parts[b]) ? 1 : -1));
}

/** Whose share is more than half of a part, as a name of a dimension (null: unattributed); undefined: nobody's, or there is only one. */
export function leaderOf(contributions: readonly Contribution[], part: DifferencePart, dimension: DifferenceDimension): string | null | undefined {
  const whole = contributions.reduce((sum, { parts }) => sum + parts[part], 0n);
  const direction = whole < 0n ? -1n : 1n;
  const groups = contributionsBy(contributions, dimension);
  return groups.length < 2 ? undefined : groups.find(({ parts }) => 2n * direction * parts[part] > direction * whole)?.name;
}

function size(amount: Pico): Pico {
  return amount < 0n ? -amount : amount;
}
