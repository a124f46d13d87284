import type { Pico } from "@/lib/money";
import { inOrder, type Order, type SortValue } from "@/lib/sorts";
import { totalTokens } from "@/lib/usage/tokens";
import { amountOf, type Measure } from "./measure";
import { addSums, noSums, type Sums } from "./spend";

/** Usage under a name; null: unattributed. */
export type Named = { name: string | null; sums: Sums };

/** A line of a ranking; all of them add up to the total. `gone`: what cost something before and is not used now. */
export type Ranked = {
  kind: "named" | "other" | "unattributed" | "unpriced" | "gone";
  name: string | null;
  sums: Sums;
  /** How many names it stands for. */
  names: number;
  /** What the same came to in the period before, in the measure it is ranked by; null: nothing was used, or priced, there. */
  before: bigint | null;
};

/** What a ranking can be sorted by. */
export type RankingColumn = "name" | "used" | "cost" | "share" | "change";

/** Another order than by the measure. `labelOf`: how a name is called. */
export type RankingOrder = Order & { labelOf: (name: string) => string; language: string };

/** From nothing, a change is beyond any other. */
const fromNothing = 10n ** 40n;

/** What a line is sorted by, column by column. */
export function rankingValues(label: string, sums: Sums, before: bigint | null, measure: Measure): Record<RankingColumn, SortValue> {
  const amount = amountOf(measure, sums);
  return {
    name: label,
    used: measure === "requests" ? sums.requests : totalTokens(sums.tokens),
    cost: sums.cost,
    share: amount,
    change: amount === null ? null : before ? ((amount - before) * 1_000_000n) / before : fromNothing,
  };
}

/** The foremost names, then Other, Unattributed, what has no price and what is no longer used, each with what it came to before. */
export function ranking(
  current: readonly Named[],
  previous: readonly Named[],
  top: number,
  { measure = "cost", order: asked }: { measure?: Measure; order?: RankingOrder | undefined } = {},
): Ranked[] {
  const amount = ({ sums }: Named) => amountOf(measure, sums);
  const before = new Map(previous.map((each) => [each.name, amount(each)]));
  const largest = current.filter((each) => each.name !== null && amount(each) !== null).sort((a, b) => order(amount(a), amount(b)));
  const named = inOrder(largest, asked, {
    language: asked?.language ?? "en",
    keyOf: ({ name, sums }, column) => {
      const values: Record<string, SortValue> = rankingValues(asked?.labelOf(name ?? "") ?? "", sums, before.get(name) ?? null, measure);
      return values[column];
    },
  });
  const unpriced = current.filter((each) => each.name !== null && amount(each) === null);
  const unattributed = current.filter(({ name }) => name === null);
  // One name alone is not worth hiding behind "Other".
  const shown = named.length === top + 1 ? named : named.slice(0, top);
  const rest = named.slice(shown.length);

  const lines: Ranked[] = shown.map(({ name, sums }) => ({ kind: "named", name, sums, names: 1, before: before.get(name) ?? null }));
  const allBefore = (names: readonly (string | null)[]) => names.reduce<bigint | null>((sum, name) => add(sum, before.get(name) ?? null), null);
  if (rest.length) {
    const sums = rest.reduce((sum, each) => addSums(sum, each.sums), noSums);
    lines.push({ kind: "other", name: null, sums, names: rest.length, before: allBefore(rest.map(({ name }) => name)) });
  }
  for (const { sums } of unattributed) lines.push({ kind: "unattributed", name: null, sums, names: 1, before: before.get(null) ?? null });
  for (const { name, sums } of unpriced) lines.push({ kind: "unpriced", name, sums, names: 1, before: before.get(name) ?? null });
  const used = new Set(current.map(({ name }) => name));
  const gone = previous.filter((each) => !used.has(each.name) && amount(each) !== null).map(({ name }) => name);
  if (gone.length) lines.push({ kind: "gone", name: null, sums: noSums, names: gone.length, before: allBefore(gone) });
  return lines;
}

/** What has a cost in one period and was not used in the other, the dearest first. */
export function newcomers(current: readonly Named[], previous: readonly Named[]): { name: string; cost: Pico }[] {
  const known = new Set(previous.map(({ name }) => name));
  return current
    .flatMap(({ name, sums: { cost } }) => (name === null || !cost || known.has(name) ? [] : [{ name, cost }]))
    .sort((a, b) => order(a.cost, b.cost));
}

function order(a: bigint | null, b: bigint | null): number {
  return (a ?? 0n) < (b ?? 0n) ? 1 : (a ?? 0n) > (b ?? 0n) ? -1 : 0;
}

function add(a: bigint | null, b: bigint | null): bigint | null {
  return a === null ? b : a + (b ?? 0n);
}
