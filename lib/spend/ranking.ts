import type { Pico } from "@/lib/money";
import { addSums, noSums, type Sums } from "./spend";

/** Usage under a name; null: unattributed. */
export type Named = { name: string | null; sums: Sums };

/** A line of a ranking. Named, Other, Unattributed and unpriced lines add up to the total. */
export type Ranked = {
  kind: "named" | "other" | "unattributed" | "unpriced";
  name: string | null;
  sums: Sums;
  /** How many names it stands for. */
  names: number;
  /** What the same cost in the period before; null: nothing was priced there. */
  before: Pico | null;
};

/** The dearest names, then Other, Unattributed, and what has no price, each with what it cost before. */
export function ranking(current: readonly Named[], previous: readonly Named[], top: number): Ranked[] {
  const before = new Map(previous.map(({ name, sums }) => [name, sums.cost]));
  const named = current.filter(({ name, sums }) => name !== null && sums.cost !== null).sort((a, b) => order(a.sums.cost, b.sums.cost));
  const unpriced = current.filter(({ name, sums }) => name !== null && sums.cost === null);
  const unattributed = current.filter(({ name }) => name === null);
  // One name alone is not worth hiding behind "Other".
  const shown = named.length === top + 1 ? named : named.slice(0, top);
  const rest = named.slice(shown.length);

  const lines: Ranked[] = shown.map(({ name, sums }) => ({ kind: "named", name, sums, names: 1, before: before.get(name) ?? null }));
  const visible = new Set([...shown, ...unpriced, ...unattributed].map(({ name }) => name));
  const gone = previous.filter(({ name }) => !visible.has(name));
  if (rest.length || gone.some(({ sums }) => sums.cost !== null)) {
    const sums = rest.reduce((sum, each) => addSums(sum, each.sums), noSums);
    lines.push({
      kind: "other",
      name: null,
      sums,
      names: rest.length,
      before: gone.reduce<Pico | null>((sum, each) => add(sum, each.sums.cost), null),
    });
  }
  for (const { sums } of unattributed) lines.push({ kind: "unattributed", name: null, sums, names: 1, before: before.get(null) ?? null });
  for (const { name, sums } of unpriced) lines.push({ kind: "unpriced", name, sums, names: 1, before: before.get(name) ?? null });
  return lines;
}

function order(a: Pico | null, b: Pico | null): number {
  return (a ?? 0n) < (b ?? 0n) ? 1 : (a ?? 0n) > (b ?? 0n) ? -1 : 0;
}

function add(a: Pico | null, b: Pico | null): Pico | null {
  return a === null ? b : a + (b ?? 0n);
}
