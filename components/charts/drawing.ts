import type { Pico } from "@/lib/money";

/** What a trend draws, bucket by bucket. This is the one place where money becomes a number, because pixels are numbers. */
export type TrendDrawing = {
  shape: "stacked" | "lines" | "cumulative";
  isMoney: boolean;
  labels: string[];
  /** Under the axis; "" where there is none. */
  ticks: string[];
  series: { label: string; color: string; data: (number | null)[] }[];
  /** What the same bucket came to in the stretch it is compared with; null: it is compared with none. */
  before: { label: string; data: (number | null)[] } | null;
  /** Prices that changed before these buckets, in their order. */
  marks: { index: number; label: string; detail: string }[];
  /** What is still to come: of each bucket, or up to it where it is drawn up; null: nothing, or no forecast. */
  forecast: { label: string; data: (number | null)[] };
  /** Buckets out of the ordinary. */
  unusual: number[];
  /** Buckets that somebody wrote a note on. */
  notes: number[];
  /** What a click does, beside what it points at; "" where it does nothing. */
  hint: string;
};

export type LinesDrawing = {
  labels: string[];
  ticks: string[];
  reference: (number | null)[];
  list: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
  names: { reference: string; list: string };
};

/** Prices over time: each holds until the next. Times are milliseconds, prices dollars per million tokens; null: none then. */
export type StepsDrawing = {
  from: number;
  to: number;
  lines: { label: string; color: string; isDashed: boolean; points: { x: number; y: number | null }[] }[];
  /** Under the axis, at their times. */
  ticks: { at: number; label: string }[];
};

/** A unit price as pixels need it: dollars per million tokens. */
export function pixelUnitPrice(perToken: Pico | null): number | null {
  return perToken === null ? null : Number(perToken) / 1_000_000;
}

/** Dollars as pixels need them. */
export function pixelDollars(amount: Pico | null): number | null {
  return amount === null ? null : Number(amount / 10_000_000n) / 100_000;
}

/** A count as pixels need it. */
export function pixelCount(count: bigint | null): number | null {
  return count === null ? null : Number(count);
}

/** The colour of a place in the ranking; without a name, of Other. */
export function colorOf(place: number, name: string | null): string {
  return name === null ? "--c-other" : `--c${(place % 8) + 1}`;
}
