import type { Pico } from "@/lib/money";
import { addSums, noSums, type Sums } from "@/lib/spend/spend";
import { tokenClasses } from "@/lib/usage/tokens";

/** What a line of a closed month is of: no user, whose name is not to be kept for ever. */
export const cellDimensions = ["provider", "model", "team", "project"] as const;

/** null: unattributed, or of no known provider. */
export type Cell = Record<(typeof cellDimensions)[number], string | null>;

/** What a cell used and what that cost. */
export type Line = Cell & Sums;

/** What has changed in a cell: signed. What had no price counts as nothing that is known. */
export type Difference = Line & { cost: Pico };

/** What is different between what there is and what was booked, cell by cell: the largest amount first. Cells that stayed are left out. */
export function differences(live: readonly Line[], booked: readonly Line[]): Difference[] {
  const cells = new Map<string, Line>();
  for (const line of live) add(cells, line);
  for (const line of booked) add(cells, { ...line, ...negated(line) });
  return [...cells]
    .map(([key, line]) => ({ key, line: { ...line, cost: line.cost ?? 0n } }))
    .filter(({ line }) => !isNothing(line))
    .sort((a, b) => largestFirst(a.line.cost, b.line.cost) || (a.key < b.key ? -1 : 1))
    .map(({ line }) => line);
}

/** What a team used of a model, when the month was closed and now; null: nothing with a price. */
export type Compared = Omit<Cell, "project"> & { closed: Sums; now: Sums };

/** Every team's use of a model that is not what it was, the largest difference of cost first. */
export function compared(closed: readonly Line[], now: readonly Line[]): Compared[] {
  const withoutProject = (lines: readonly Line[]) => {
    const cells = new Map<string, Line>();
    for (const line of lines) add(cells, { ...line, project: null });
    return cells;
  };
  const [then, today] = [withoutProject(closed), withoutProject(now)];
  return differences([...today.values()], [...then.values()]).map(({ provider, model, team, project }) => {
    const key = keyOf({ provider, model, team, project });
    return { provider, model, team, closed: then.get(key) ?? noSums, now: today.get(key) ?? noSums };
  });
}

/** What lines come to; what has no price is nothing that is known. */
export function costOfLines(lines: readonly Pick<Line, "cost">[]): Pico {
  return lines.reduce((sum, { cost }) => sum + (cost ?? 0n), 0n);
}

function add(cells: Map<string, Line>, line: Line): void {
  const key = keyOf(line);
  const known = cells.get(key);
  cells.set(key, known ? { ...known, ...addSums(known, line) } : line);
}

function keyOf(cell: Cell): string {
  return JSON.stringify(cellDimensions.map((dimension) => cell[dimension]));
}

function negated({ requests, tokens, cost, unpriced }: Sums): Sums {
  return {
    requests: -requests,
    tokens: Object.fromEntries(tokenClasses.map((name) => [name, -tokens[name]])) as Sums["tokens"],
    cost: cost === null ? null : -cost,
    unpriced: { requests: -unpriced.requests, tokens: -unpriced.tokens },
  };
}

function isNothing({ requests, tokens, cost, unpriced }: Sums): boolean {
  return !requests && !cost && !unpriced.requests && !unpriced.tokens && tokenClasses.every((name) => !tokens[name]);
}

function largestFirst(a: Pico, b: Pico): number {
  const [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  return x < y ? 1 : x > y ? -1 : 0;
}
