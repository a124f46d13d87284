import type { Pico } from "@/lib/money";
import type { Day, Instant, Month } from "@/lib/period";
import type { Atto } from "@/lib/savings/savings";

/** What is looked at before a month is closed, in the order it is told. Their words live in `lib/i18n` (`closing.checks`). */
export const checkKinds = [
  "month_not_over",
  "imports_running",
  "earlier_open",
  "unpriced",
  "empty_days",
  "invoices_missing",
  "differences_open",
] as const;
export type CheckKind = (typeof checkKinds)[number];

/** Something to know before a month is closed. */
export type Check =
  | { kind: "month_not_over"; until: Instant }
  | { kind: "imports_running"; imports: number }
  /** Months with usage before it that are not closed. */
  | { kind: "earlier_open"; months: readonly Month[] }
  | { kind: "unpriced"; tokens: bigint; models: readonly string[] }
  | { kind: "empty_days"; days: readonly Day[] }
  /** Providers that usage was paid to, without an invoice or a line of a cost export in the month. */
  | { kind: "invoices_missing"; providers: readonly { provider: string; cost: Pico }[] }
  /** What is billed and what its usage costs, where they neither match nor are signed off. Dollars: billed less ours. */
  | { kind: "differences_open"; lines: readonly { provider: string; name: string; difference: Atto }[] };

/** Whether a month cannot be closed as long as it is so; the others are closed over knowingly. */
export function isRefusing({ kind }: Pick<Check, "kind">): boolean {
  return kind === "month_not_over" || kind === "imports_running";
}

/** What a person or program says it knows of; "all": whatever there is. */
export type Acknowledged = readonly CheckKind[] | "all";

/** The checks that nobody has said they know of. */
export function unacknowledged(checks: readonly Check[], known: Acknowledged): Check[] {
  return checks.filter((check) => !isRefusing(check) && known !== "all" && !known.includes(check.kind));
}
