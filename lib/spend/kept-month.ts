import type pg from "pg";
import type { Instant, Period } from "@/lib/period";

/** A local month whose sums are kept, in pieces that begin where it does and at its cuts. */
export type KeptMonth = Period & { cuts: readonly Instant[] };

/** The months of a workspace whose kept sums are those of its days, oldest first: nothing in them has changed since. In the caller's snapshot. */
export async function keptMonths(client: pg.ClientBase | pg.Pool, workspaceId: number): Promise<KeptMonth[]> {
  const { rows } = await client.query<{ starts_at: Date; ends_at: Date; cuts: Date[] }>(
    `select k.starts_at, k.ends_at, k.cuts from usage_month_kept k where k.workspace_id = $1 and not exists (
       select from usage_change c where c.workspace_id = $1 and c.segment >= k.starts_at and c.segment < k.ends_at) order by k.starts_at`,
    [workspaceId],
  );
  return rows.map((row) => ({ from: row.starts_at.getTime(), to: row.ends_at.getTime(), cuts: row.cuts.map((cut) => cut.getTime()) }));
}

/**
 * Splits a run of whole days into stretches read from kept months and stretches read by the day. `edges`: where an answer must tell before from after, which a kept
 * month can do only at its own cuts. Pure.
 */
export function byMonths({ from, to }: Period, kept: readonly KeptMonth[], edges: readonly Instant[]): { months: Period[]; days: Period[] } {
  const isTold = (month: KeptMonth) =>
    edges.every((edge) => edge <= month.from || edge >= month.to || month.cuts.includes(edge)) && month.from >= from && month.to <= to;
  const months: Period[] = [];
  for (const month of kept.filter(isTold)) {
    const last = months.at(-1);
    if (last?.to === month.from) months[months.length - 1] = { from: last.from, to: month.to };
    else months.push({ from: month.from, to: month.to });
  }
  const starts = [from, ...months.map((month) => month.to)];
  const days = starts.map((start, index) => ({ from: start, to: months[index]?.from ?? to })).filter((run) => run.to > run.from);
  return { months, days };
}
