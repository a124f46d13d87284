import type { Day } from "@/lib/period";

/** Whether a source's usage makes spend, or is only compared. The latest recorded of a scope and start counts. */
export type Standing = {
  /** Grows with the time of recording. */
  id: number;
  source: number;
  /** By its usual name; null: all providers. */
  provider: string | null;
  /** From this local day on; null: over all time. */
  startsOn: Day | null;
  isCounted: boolean;
};

/** A stretch in which usage of a source is only compared: of one provider, or of all but some. */
export type Uncounted = { source: number; from: Day | null; to: Day | null } & ({ provider: string } | { allBut: readonly string[] });

/** Whether usage counts on a day: what was said of its provider goes before what was said of all, then the latest start; by default it does. */
export function isCounted(standings: readonly Standing[], usage: { source: number; provider: string }, day: Day | null): boolean {
  const begun = standings.filter(({ source, startsOn }) => source === usage.source && (startsOn === null || (day !== null && startsOn <= day)));
  const own = begun.filter(({ provider }) => provider === usage.provider);
  const all = begun.filter(({ provider }) => provider === null);
  return (own.sort(byStart).at(-1) ?? all.sort(byStart).at(-1))?.isCounted ?? true;
}

/** The standings laid out in time, as stretches that do not overlap. */
export function uncountedStretches(standings: readonly Standing[]): Uncounted[] {
  return [...new Set(standings.map(({ source }) => source))].flatMap((source) => {
    const own = standings.filter((standing) => standing.source === source);
    const providers = [...new Set(own.flatMap(({ provider }) => (provider === null ? [] : [provider])))].sort();
    const starts = [...new Set(own.map(({ startsOn }) => startsOn ?? ""))].sort();
    const days = starts[0] === "" ? starts : ["", ...starts];
    return days.flatMap((day, index): Uncounted[] => {
      const stretch = { source, from: day || null, to: days[index + 1] ?? null };
      const isOut = (provider: string) => !isCounted(own, { source, provider }, day || null);
      const named = providers.filter(isOut).map((provider) => ({ ...stretch, provider }));
      // No provider is called this, so it is any that nothing was said of.
      return isOut("\u0000") ? [...named, { ...stretch, allBut: providers }] : named;
    });
  });
}

function byStart(a: Standing, b: Standing): number {
  if (a.startsOn === b.startsOn) return a.id - b.id;
  return (a.startsOn ?? "") < (b.startsOn ?? "") ? -1 : 1;
}
