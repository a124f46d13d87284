/** Amounts of one name, bucket by bucket; null: nothing was reported then, which is not 0. */
export type Series = { kind: "named" | "unattributed" | "other"; name: string | null; total: bigint; values: (bigint | null)[] };

/** What a group came to in a bucket, in the measure that is shown; null: it has no price. `key` null: of the groups that are not told apart. */
export type GroupAmount = { bucket: number; key: string | null; amount: bigint | null };

const mostSeries = 8;
/** Thinner than this share of the whole, a series cannot be told apart. */
const thinnestPercent = 2n;

/** The groups that are told apart, the largest first. */
export function foremostKeys(groups: readonly { key: string; amount: bigint | null }[]): string[] {
  const counted = groups.filter(({ amount }) => amount);
  return counted
    .sort((a, b) => ((a.amount ?? 0n) < (b.amount ?? 0n) ? 1 : -1))
    .slice(0, mostSeries)
    .map(({ key }) => key);
}

/** What each of some groups came to, bucket by bucket; a bucket in which nobody reported anything is null in all of them. */
export function trendsOf(rows: readonly GroupAmount[], buckets: number, keys: readonly string[]): Map<string, (bigint | null)[]> {
  const isReported = reportedIn(rows, buckets);
  const trends = new Map(keys.map((key) => [key, isReported.map((is): bigint | null => (is ? 0n : null))]));
  for (const { bucket, key, amount } of rows) {
    const trend = key === null ? undefined : trends.get(key);
    if (trend) trend[bucket] = (trend[bucket] ?? 0n) + (amount ?? 0n);
  }
  return trends;
}

/**
 * A series per group of a chart, the largest first; what is thin and what is not told apart is one, last, so that they add up to the whole.
 * `keys`: of the groups that are told apart, in their order.
 */
export function seriesOf(rows: readonly GroupAmount[], buckets: number, keys: readonly string[], nameOf: (key: string) => string | null): Series[] {
  const totals = new Map<string | null, bigint>();
  for (const { key, amount } of rows) totals.set(key, (totals.get(key) ?? 0n) + (amount ?? 0n));
  const whole = [...totals.values()].reduce((sum, total) => sum + total, 0n);
  const thick = keys.filter((key) => 100n * (totals.get(key) ?? 0n) >= thinnestPercent * whole);
  const trends = trendsOf(rows, buckets, thick);
  const series = thick.map((key): Series => {
    const name = nameOf(key);
    return { kind: name === null ? "unattributed" : "named", name, total: totals.get(key) ?? 0n, values: trends.get(key) ?? [] };
  });
  const others = rows.filter(({ key }) => key === null || !trends.has(key)).map((row) => ({ ...row, key: "" }));
  if (!others.some(({ amount }) => amount)) return series;
  const values = trendsOf([...rows.map((row) => ({ ...row, key: null })), ...others], buckets, [""]).get("") ?? [];
  return [...series, { kind: "other", name: null, total: values.reduce<bigint>((sum, value) => sum + (value ?? 0n), 0n), values }];
}

/** The sums of all series, bucket by bucket. */
export function bucketTotals(series: readonly Series[], buckets: number): (bigint | null)[] {
  return Array.from({ length: buckets }, (_, index) =>
    series.reduce<bigint | null>((sum, { values }) => (values[index] == null ? sum : (sum ?? 0n) + values[index]), null),
  );
}

/** Running sums; a gap stays where it is and the sum goes on after it. */
export function cumulative(values: readonly (bigint | null)[]): (bigint | null)[] {
  let sum = 0n;
  return values.map((value) => {
    if (value === null) return null;
    sum += value;
    return sum;
  });
}

function reportedIn(rows: readonly GroupAmount[], buckets: number): boolean[] {
  const reported = new Set(rows.map(({ bucket }) => bucket));
  return Array.from({ length: buckets }, (_, index) => reported.has(index));
}
