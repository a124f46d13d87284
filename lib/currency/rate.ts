import { type Fraction, plus } from "@/lib/fraction";
import { type Decimal, decimalText, parseDecimal, roundHalfEven } from "@/lib/money";
import { addMonths, type Day, type Month } from "@/lib/period";
import type { Currency } from "./currency";

/** What one unit of a currency was worth in another on a day. Of two for the same pair and day the later in a list counts. */
export type Rate = { day: Day; from: Currency; to: Currency; rate: Decimal; source: string };

/** Which rate a month has: the last on or before its last day, or the average of its days. */
export const rateRules = ["last", "average"] as const;
export type RateRule = (typeof rateRules)[number];

/** The rate of a month: rounded once, to ten significant digits, halves to the even one. It is what is shown, and what is multiplied. */
export type MonthRate = {
  from: Currency;
  to: Currency;
  rate: Decimal;
  /** By which it was found: an average needs a day of the month that has a rate, else it is the last before. */
  rule: RateRule;
  /** The first and the last day whose rates it is made of; how many days. */
  first: Day;
  last: Day;
  days: number;
  sources: readonly string[];
};

const significantDigits = 10;
/** Rates between two currencies go through one of these where nobody says them directly. */
const bridges: readonly Currency[] = ["EUR", "USD"];

/** A rate of a day, exactly, and whose it is. */
type Quote = { day: Day; value: Fraction; sources: readonly string[] };

/**
 * The rate of a month from one currency to another; null: there is none up to its last day. Of the days that can tell it, by the rule; on a day a rate of the
 * very pair goes before its inverse, and that before one through the euro, then through the dollar, both of that day.
 */
export function monthRate(rates: readonly Rate[], [from, to]: readonly [Currency, Currency], month: Month, rule: RateRule): MonthRate | null {
  const next = `${addMonths(month, 1)}-01`;
  const byDay = new Map<Day, Rate[]>();
  for (const each of rates) if (each.day < next) byDay.set(each.day, [...(byDay.get(each.day) ?? []), each]);
  const days = [...byDay.keys()].sort().reverse();
  const quoteOn = (day: Day) => quote(byDay.get(day) ?? [], from, to, day);
  const ofMonth = rule === "average" ? days.filter((day) => day >= `${month}-01`).flatMap((day) => quoteOn(day) ?? []) : [];
  if (ofMonth.length) return { ...rounded(from, to, ofMonth), rule: "average" };
  for (const day of days) {
    const found = quoteOn(day);
    if (found) return { ...rounded(from, to, [found]), rule: "last" };
  }
  return null;
}

/** The rate of a pair from the rates of one day. */
function quote(rates: readonly Rate[], from: Currency, to: Currency, day: Day): Quote | null {
  const leg = (a: Currency, b: Currency): Omit<Quote, "day"> | null => {
    const direct = rates.findLast((rate) => rate.from === a && rate.to === b);
    if (direct) return { value: fractionOf(direct.rate), sources: [direct.source] };
    const inverse = rates.findLast((rate) => rate.from === b && rate.to === a);
    if (!inverse) return null;
    const { numerator, denominator } = fractionOf(inverse.rate);
    return { value: { numerator: denominator, denominator: numerator }, sources: [inverse.source] };
  };
  const straight = leg(from, to);
  if (straight) return { day, ...straight };
  for (const bridge of bridges) {
    const [first, second] = [leg(from, bridge), leg(bridge, to)];
    if (!first || !second) continue;
    const value = { numerator: first.value.numerator * second.value.numerator, denominator: first.value.denominator * second.value.denominator };
    return { day, value, sources: [...new Set([...first.sources, ...second.sources])] };
  }
  return null;
}

/** The mean of some quotes, the latest first; of one, itself. */
function rounded(from: Currency, to: Currency, quotes: readonly Quote[]): Omit<MonthRate, "rule"> {
  const sum = quotes.map(({ value }) => value).reduce((a, b) => reduced(plus(a, b)));
  const mean = { numerator: sum.numerator, denominator: sum.denominator * BigInt(quotes.length) };
  return {
    ...{ from, to, rate: significant(mean), days: quotes.length },
    ...{ first: quotes.at(-1)?.day ?? "", last: quotes[0]?.day ?? "" },
    sources: [...new Set(quotes.flatMap(({ sources }) => sources))],
  };
}

function fractionOf({ digits, scale }: Decimal): Fraction {
  return { numerator: digits, denominator: 10n ** BigInt(scale) };
}

function reduced({ numerator, denominator }: Fraction): Fraction {
  let [a, b] = [numerator, denominator];
  while (b) [a, b] = [b, a % b];
  return { numerator: numerator / a, denominator: denominator / a };
}

/** A positive fraction to ten significant digits, halves to the even one. */
export function significant({ numerator, denominator }: Fraction): Decimal {
  let scale = 0;
  while (numerator * 10n ** BigInt(scale) < denominator * 10n ** BigInt(significantDigits - 1)) scale++;
  return parseDecimal(decimalText({ digits: roundHalfEven(numerator * 10n ** BigInt(scale), denominator), scale }));
}

/** An exact amount at a rate, exactly. */
export function converted({ digits, scale }: Decimal, { rate }: Pick<MonthRate, "rate">): Decimal {
  return { digits: digits * rate.digits, scale: scale + rate.scale };
}
