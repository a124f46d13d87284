import "server-only";
import type { Access } from "@/lib/access";
import { type EfficiencyRow, type EfficiencyTotal, efficiency } from "@/lib/efficiency/queries";
import { daysPeriod } from "@/lib/period";
import type { Book } from "@/lib/pricing/book";
import { priceBook } from "@/lib/pricing/queries";
import type { AskedView } from "@/lib/spend/asked";
import { type Bucket, bucketsOf } from "@/lib/spend/bucket";
import { type Comparison, fairComparison } from "@/lib/spend/comparison";

/** What the page shows of a stretch of days. */
export type EfficiencyData = {
  book: Book;
  total: EfficiencyTotal;
  /** Over the same stretch of both; null: there is nothing to compare with. */
  fair: { comparison: Comparison; current: EfficiencyTotal; previous: EfficiencyTotal } | null;
  /** Every step of the stretch, oldest first. */
  buckets: Bucket[];
  /** Of each step; null: nothing was reported, which is a gap. */
  steps: { label: string; row: EfficiencyRow | null }[];
  models: EfficiencyRow[];
  /** Of each model, step by step. */
  modelSteps: EfficiencyRow[];
};

/** Everything about a stretch of days: of what is picked, at the prices known then. */
export async function efficiencyData(access: Access, { view, picked, at }: AskedView): Promise<EfficiencyData> {
  const period = daysPeriod(view.range.from, view.range.to, access.timezone);
  const groupBy = ["provider", "model"] as const;
  const [book, stepwise, models, modelSteps] = await Promise.all([
    priceBook(picked),
    efficiency(access, { ...picked, period, granularity: view.step }),
    efficiency(access, { ...picked, period, groupBy, leavesUsersOut: true }),
    efficiency(access, { ...picked, period, groupBy, granularity: view.step, leavesUsersOut: true }),
  ]);
  const { total } = stepwise;
  const comparison = view.compare === "none" ? null : fairComparison(view.range, view.compare, access.timezone, at, total.dataUntil);
  const [current, previous] = comparison
    ? await Promise.all([
        comparison.isPartial ? efficiency(access, { ...picked, period: comparison.current }) : stepwise,
        efficiency(access, { ...picked, period: comparison.previous }),
      ])
    : [];
  const buckets = bucketsOf(period, view.step, access.timezone);
  const rows = new Map(stepwise.rows.map((row) => [row.period, row]));
  return {
    book,
    total,
    fair: comparison && current && previous ? { comparison, current: current.total, previous: previous.total } : null,
    buckets,
    steps: buckets.map(({ label }) => ({ label: label ?? "", row: rows.get(label) ?? null })),
    models: models.rows,
    modelSteps: modelSteps.rows,
  };
}
