import "server-only";
import type { Access } from "@/lib/access";
import type { Instant } from "@/lib/period";
import { addDays, type Day, dayOf, daysPeriod } from "@/lib/period";
import { spend } from "@/lib/spend/queries";
import type { SpendTotal, Sums } from "@/lib/spend/spend";
import { totalTokens } from "@/lib/usage/tokens";

const days = 90;
const top = 8;
const askable = ["api_key", "project", "user", "source"] as const;

/** Whoever used models without a team, by what can be said of them. */
export type OpenUsage = {
  from: Day;
  /** The last day, included. */
  to: Day;
  total: SpendTotal;
  open: SpendTotal;
  who: { kind: (typeof askable)[number]; lines: { name: string; sums: Sums }[]; more: number }[];
};

/** Usage without a team in the 90 days up to the last with usage, the dearest first; null where there is no usage. */
export async function openUsage(access: Access, at: Instant): Promise<OpenUsage | null> {
  const { total: ever } = await spend(access, { period: { from: 0, to: at } });
  if (ever.dataUntil === null) return null;
  const to = dayOf(ever.dataUntil, access.timezone);
  const from = addDays(to, 1 - days);
  const period = daysPeriod(from, addDays(to, 1), access.timezone);
  const filters = { team: [null] };
  const [all, open, ...lists] = await Promise.all([
    spend(access, { period }),
    spend(access, { period, filters }),
    ...askable.map((kind) => spend(access, { period, filters, groupBy: [kind] })),
  ]);
  const who = askable.map((kind, index) => {
    const lines = (lists[index]?.rows ?? [])
      .flatMap(({ dimensions, period: _period, ...sums }) => (dimensions[kind] ? [{ name: dimensions[kind], sums }] : []))
      .sort((a, b) => descending(a.sums, b.sums));
    return { kind, lines: lines.slice(0, top), more: Math.max(0, lines.length - top) };
  });
  return { from, to, total: all.total, open: open.total, who: who.filter(({ lines }) => lines.length > 0) };
}

function descending(a: Sums, b: Sums): number {
  if (a.cost !== b.cost) return (a.cost ?? -1n) > (b.cost ?? -1n) ? -1 : 1;
  return totalTokens(a.tokens) > totalTokens(b.tokens) ? -1 : 1;
}
