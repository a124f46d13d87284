import type { Pico } from "@/lib/money";

/** Money of one name, day by day; null: nothing was reported that day, which is not 0. */
export type Series = { name: string | null; total: Pico; values: (Pico | null)[] };

const mostSeries = 8;
/** Thinner than this share of the whole, a series cannot be told apart. */
const thinnestPercent = 2n;

type DayCost = { day: string; name: string; cost: Pico | null };

/**
 * A series per name for a stacked chart, the dearest first; what is thin or beyond eight is one series without a name, last.
 * A day on which nobody reported anything is null in all of them.
 */
export function dailySeries(costs: readonly DayCost[], days: readonly string[]): Series[] {
  const reported = new Set(costs.map(({ day }) => day));
  const byName = new Map<string, Map<string, Pico>>();
  for (const { day, name, cost } of costs) {
    if (cost === null) continue;
    const own = byName.get(name) ?? new Map<string, Pico>();
    own.set(day, (own.get(day) ?? 0n) + cost);
    byName.set(name, own);
  }
  const all = [...byName].map(([name, own]) => ({ name, own, total: [...own.values()].reduce((sum, cost) => sum + cost, 0n) }));
  const whole = all.reduce((sum, { total }) => sum + total, 0n);
  const ranked = all.sort((a, b) => (a.total < b.total ? 1 : -1));
  const thick = ranked.slice(0, mostSeries).filter(({ total }) => 100n * total >= thinnestPercent * whole);
  const thin = ranked.slice(thick.length);
  const valuesOf = (owns: Map<string, Pico>[]) =>
    days.map((day) => (reported.has(day) ? owns.reduce((sum, own) => sum + (own.get(day) ?? 0n), 0n) : null));

  const series: Series[] = thick.map(({ name, own, total }) => ({ name, total, values: valuesOf([own]) }));
  if (thin.length) {
    const total = thin.reduce((sum, each) => sum + each.total, 0n);
    series.push({ name: null, total, values: valuesOf(thin.map(({ own }) => own)) });
  }
  return series;
}

/** The sums of all series, day by day. */
export function dayTotals(series: readonly Series[], days: readonly string[]): (Pico | null)[] {
  return days.map((_, index) => series.reduce<Pico | null>((sum, { values }) => (values[index] == null ? sum : (sum ?? 0n) + values[index]), null));
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
