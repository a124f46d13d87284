import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import type { Pico } from "@/lib/money";
import type { Basis } from "@/lib/pricing/price";
import type { Dimension, Granularity } from "@/lib/spend/dimension";
import { groupedInBatches, type SpendReading } from "@/lib/spend/queries";
import type { SpendRow } from "@/lib/spend/spend";
import type { Rates } from "@/lib/spend/usage";

/** A group of a month's usage: its cost by what it rests on, and the prices (pico-dollars a token, a request) that alone applied to it. */
export type ReportLine = SpendRow & { basis: Record<Basis, Pico>; unit: Record<keyof Rates, Pico | null> };

const amounts = ["cost", "list", "contract", "manual"] as const;

/** The usage of a month by what it is grouped under, dearest first, some lines at a time and any number of them; within a transaction. */
export async function* reportLines(
  client: pg.ClientBase,
  access: Access,
  { scope, usage }: SpendReading,
  { groupBy, granularity = "none" }: { groupBy: readonly Dimension[]; granularity?: Granularity },
): AsyncGenerator<ReportLine[]> {
  const by = { groupBy, granularity, asksUnit: true };
  const batches = groupedInBatches(client, access, scope, by, usage, amounts, ({ price }) => {
    const of = (basis: Basis) => (price?.basis === basis ? price.prices : null);
    return { cost: price?.prices ?? null, list: of("list"), contract: of("contract"), manual: of("manual") };
  });
  for await (const { rows, labels, nameOf } of batches) {
    yield rows.map((row) => ({
      period: labels[row.bucket] ?? null,
      dimensions: Object.fromEntries(groupBy.map((dimension) => [dimension, nameOf(row, dimension)])),
      requests: row.requests,
      tokens: row.tokens,
      cost: row.amounts.cost,
      unpriced: row.unpriced,
      basis: { list: row.amounts.list ?? 0n, contract: row.amounts.contract ?? 0n, manual: row.amounts.manual ?? 0n },
      unit: row.unit ?? noUnit,
    }));
  }
}

/** The same, all at once. */
export async function allLines(...of: Parameters<typeof reportLines>): Promise<ReportLine[]> {
  const lines: ReportLine[] = [];
  for await (const batch of reportLines(...of)) lines.push(...batch);
  return lines;
}

const noUnit = { input: null, cache_read: null, cache_write_5m: null, cache_write_1h: null, output: null, request: null };
