import { addDays, type Day } from "@/lib/period";

/** Days, both included. */
export type Days = { from: Day; to: Day };

/** The days that nothing covers between what a file covers and what there is just before and just after it. */
export function gapsAround(own: Days, others: readonly Days[]): Days[] {
  const [first, last] = [addDays(own.from, -1), addDays(own.to, 1)];
  const before = others.filter(({ from }) => from < own.from).map(({ to }) => to);
  const after = others.filter(({ to }) => to > own.to).map(({ from }) => from);
  const [latest, earliest] = [before.sort().at(-1), after.sort()[0]];
  return [
    ...(latest !== undefined && latest < first ? [{ from: addDays(latest, 1), to: first }] : []),
    ...(earliest !== undefined && earliest > last ? [{ from: last, to: addDays(earliest, -1) }] : []),
  ];
}
