import { roundHalfEven } from "./money";

/** An exact fraction; the denominator is positive. For amounts that have to be divided before they are summed. */
export type Fraction = { readonly numerator: bigint; readonly denominator: bigint };

export const zero: Fraction = { numerator: 0n, denominator: 1n };

/** `numerator / denominator`. Throws RangeError where there is nothing to divide by. */
export function fraction(numerator: bigint, denominator = 1n): Fraction {
  if (denominator === 0n) throw new RangeError("a fraction of nothing");
  return denominator < 0n ? { numerator: -numerator, denominator: -denominator } : { numerator, denominator };
}

export function plus(a: Fraction, b: Fraction): Fraction {
  return a.denominator === b.denominator
    ? { numerator: a.numerator + b.numerator, denominator: a.denominator }
    : { numerator: a.numerator * b.denominator + b.numerator * a.denominator, denominator: a.denominator * b.denominator };
}

export function timesWhole({ numerator, denominator }: Fraction, factor: bigint): Fraction {
  return { numerator: numerator * factor, denominator };
}

/** To the nearest integer, halves to the even one. */
export function whole({ numerator, denominator }: Fraction): bigint {
  return roundHalfEven(numerator, denominator);
}
