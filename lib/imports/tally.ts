import { addAmounts } from "@/lib/usage/amount";
import type { MoneySums } from "./charges";
import type { Merged } from "./merge";
import type { Outcome } from "./outcome";
import { type ImportCounts, type ImportTotals, noCounts, noTotals } from "./record";

/** What has become of an import's records so far. */
export class Tally {
  readonly counts: ImportCounts = { ...noCounts };
  readonly totals: ImportTotals = { ...noTotals };
  readonly rejectedByReason: Record<string, number> = {};
  readonly ignoredByReason: Record<string, number> = {};
  readonly reportedCost: MoneySums = {};
  readonly reportedCredits: MoneySums = {};
  /** Rows that other imports hold, by import. */
  readonly known = new Map<number, number>();

  /** A record as it was read. What of the rows is known already, the merge tells. */
  read(outcome: Outcome): void {
    this.counts.rows++;
    if (typeof outcome === "string") {
      this.counts.rejected++;
      this.rejectedByReason[outcome] = (this.rejectedByReason[outcome] ?? 0) + 1;
    } else if (outcome.kind === "ignored") {
      this.counts.ignored++;
      this.ignoredByReason[outcome.reason] = (this.ignoredByReason[outcome.reason] ?? 0) + 1;
    } else if (outcome.kind === "duplicate") this.counts.duplicates++;
  }

  /** A chunk of so many rows, merged. */
  merged(rows: number, { accepted, conflicts, known, totals, reported }: Merged): void {
    this.counts.accepted += accepted;
    this.counts.duplicates += rows - accepted;
    this.counts.conflicts += conflicts;
    this.counts.charges += reported.charges;
    addSums(this.reportedCost, reported.cost);
    addSums(this.reportedCredits, reported.credits);
    for (const [holder, count] of known) this.known.set(holder, (this.known.get(holder) ?? 0) + count);
    for (const name of Object.keys(this.totals) as (keyof ImportTotals)[]) this.totals[name] += totals[name];
  }
}

function addSums(sums: MoneySums, added: MoneySums): void {
  for (const [currency, amount] of Object.entries(added)) sums[currency] = addAmounts(sums[currency] ?? "0", amount);
}
