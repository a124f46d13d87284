/**
 * A whole number of smallest units in parts by weights, by the largest remainder: each has its exact share rounded down, and the units that are left go one
 * each to the largest remainders, of equal ones to the earlier. So the parts make the whole, to the unit, and what is taken back is shared as it was given.
 * Weights are not negative, and not all 0.
 */
export function apportion(whole: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum <= 0n || weights.some((weight) => weight < 0n)) throw new RangeError("nothing to share by");
  const [sign, size] = whole < 0n ? [-1n, -whole] : [1n, whole];
  const parts = weights.map((weight) => (size * weight) / sum);
  const left = size - parts.reduce((a, b) => a + b, 0n);
  const remainders = weights.map((weight, place) => ({ place, remainder: (size * weight) % sum }));
  remainders.sort((a, b) => (a.remainder === b.remainder ? a.place - b.place : a.remainder < b.remainder ? 1 : -1));
  for (const { place } of remainders.slice(0, Number(left))) parts[place] = (parts[place] ?? 0n) + 1n;
  return parts.map((part) => sign * part);
}
