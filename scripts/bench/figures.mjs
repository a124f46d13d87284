// Measured figures and how they are written: repeated, with the minimum, the median and the maximum.

/** @typedef {{ what: string, unit: string, values: number[] }} Figure */

/** @param {readonly number[]} values @param {number} share */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** How long each of `times` runs of the work takes, in milliseconds. @param {number} times @param {() => Promise<unknown>} work */
export async function durations(times, work) {
  const values = [];
  for (let run = 0; run < times; run++) {
    const startedAt = performance.now();
    await work();
    values.push(performance.now() - startedAt);
  }
  return values;
}

/** A Markdown table of figures. @param {readonly Figure[]} figures */
export function table(figures) {
  const rows = figures.map(({ what, unit, values }) => [
    what,
    ...[Math.min(...values), quantile(values, 0.5), Math.max(...values)].map((value) => `${written(value)} ${unit}`.trim()),
    String(values.length),
  ]);
  return lines([["", "min", "median", "max", "runs"], ["---", "--:", "--:", "--:", "--:"], ...rows]);
}

/** A Markdown table of how long requests took: the middle one, and the one that only 5 % are slower than. @param {readonly Figure[]} figures */
export function latencyTable(figures) {
  const rows = figures.map(({ what, values }) => [
    what,
    `${written(quantile(values, 0.5))} ms`,
    `${written(quantile(values, 0.95))} ms`,
    String(values.length),
  ]);
  return lines([["", "p50", "p95", "requests"], ["---", "--:", "--:", "--:"], ...rows]);
}

/** @param {readonly string[][]} rows */
function lines(rows) {
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Three digits that count. @param {number} value */
function written(value) {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}
