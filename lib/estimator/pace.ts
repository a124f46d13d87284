import type { Fraction } from "@/lib/fraction";
import { type Decimal, type Pico, roundHalfEven } from "@/lib/money";

/** How often a load comes, and how much more of it each month than the month before, in per cent. */
export type Pace = { loadsPerDay: Fraction; growth: Decimal };

/** What a load comes to; each rounded once. `call`, `thousand`: null where it is not known how many calls it is. */
export type Amounts = { call: Pico | null; thousand: Pico | null; day: Pico; month: Pico; year: Pico };

const daysOfMonth = 30n;
const daysOfYear = 365n;
const monthsOfYear = 12n;

/**
 * What a load of so many calls costs by the call, by a thousand, by the day, by a month of 30 days at today's pace, and over the 365 days of a year in which
 * each of its twelve months grows upon the one before.
 */
export function amountsOf(cost: Pico, calls: bigint, { loadsPerDay, growth }: Pace): Amounts {
  const perDay = cost * loadsPerDay.numerator;
  const grown = growthOverYear(growth);
  return {
    call: calls === 0n ? null : roundHalfEven(cost, calls),
    thousand: calls === 0n ? null : roundHalfEven(1000n * cost, calls),
    day: roundHalfEven(perDay, loadsPerDay.denominator),
    month: roundHalfEven(perDay * daysOfMonth, loadsPerDay.denominator),
    year: roundHalfEven(perDay * daysOfYear * grown.numerator, loadsPerDay.denominator * monthsOfYear * grown.denominator),
  };
}

/** The months of a year in months of today: 1 + (1 + g) + (1 + g)² + … + (1 + g)¹¹. */
function growthOverYear({ digits, scale }: Decimal): Fraction {
  const whole = 100n * 10n ** BigInt(scale);
  const factor = whole + digits;
  let numerator = 0n;
  for (let month = 0n; month < monthsOfYear; month++) numerator += factor ** month * whole ** (monthsOfYear - 1n - month);
  return { numerator, denominator: whole ** (monthsOfYear - 1n) };
}
