import type { Decimal, Pico } from "@/lib/money";
import type { Instant, Month } from "@/lib/period";
import type { Dimension, Filters } from "@/lib/spend/dimension";
import type { Forecast, NoForecast } from "@/lib/spend/forecast";
import type { Named } from "@/lib/spend/ranking";

/** What a budget can be of: all of a workspace, or one of these. */
export const scopeKinds = ["workspace", "team", "project", "model", "provider"] as const;
export type ScopeKind = (typeof scopeKinds)[number];
export type BudgetScope = { kind: ScopeKind; name: string | null };

export const measured = ["actual", "forecast"] as const;
/** A share of the budget, in per cent, that what was spent, or will have been, is told to have reached. */
export type Threshold = { percent: Decimal; of: (typeof measured)[number] };

/** What may be spent in each month from one to another. `to` null: no end is known. */
export type BudgetTerms = { amount: Pico; from: Month; to: Month | null; thresholds: readonly Threshold[]; note: string | null };

/** Terms as they were recorded; never edited, only superseded by later ones. */
export type BudgetVersion = BudgetTerms & { id: number; recordedAt: Instant; recordedBy: string };

export type Budget = {
  id: number;
  scope: BudgetScope;
  /** Oldest first; there is one at least. */
  versions: readonly BudgetVersion[];
  withdrawnAt: Instant | null;
  withdrawnBy: string | null;
};

/** How a budget stands in a month. */
export type BudgetState = {
  budget: Budget;
  month: Month;
  terms: BudgetVersion;
  /** null: nothing of what was used has a price. */
  actual: Pico | null;
  /** Tokens that have no price, and so are in no sum. */
  unpriced: bigint;
  dataUntil: Instant | null;
  /** To the month's end; null: the month is over or has not begun, or nothing was reported. */
  forecast: Forecast | NoForecast | null;
  /** What it went to. */
  contributors: { by: Dimension; names: Named[] };
};

/** Whether a threshold was reached; null: it cannot be told. */
export type ReachedThreshold = Threshold & { isReached: boolean | null };

/** The terms of a month: of all that have begun by then, those recorded last; null: none, or they have ended. */
export function termsIn({ versions }: Pick<Budget, "versions">, month: Month): BudgetVersion | null {
  const latest = versions.findLast(({ from }) => from <= month);
  return latest && (latest.to === null || latest.to >= month) ? latest : null;
}

/** What spend a budget is about. */
export function filtersOfScope({ kind, name }: BudgetScope): Filters {
  return kind === "workspace" ? {} : { [kind]: [name] };
}

/** What is left of a budget, negative where more was spent; null: it cannot be told. */
export function remaining({ terms, actual }: Pick<BudgetState, "terms" | "actual">): Pico | null {
  return actual === null ? null : terms.amount - actual;
}

/** Each threshold with whether it was reached: at exactly its share it is. */
export function reachedThresholds({ terms, actual, forecast }: Pick<BudgetState, "terms" | "actual" | "forecast">): ReachedThreshold[] {
  const likely = forecast && "likely" in forecast ? forecast.likely : null;
  return terms.thresholds.map((threshold) => {
    const amount = threshold.of === "actual" ? actual : likely;
    return { ...threshold, isReached: amount === null ? null : reaches(amount, threshold.percent, terms.amount) };
  });
}

/** Whether an amount is so many per cent of another, or more; exactly, without a division. */
function reaches(amount: Pico, { digits, scale }: Decimal, of: Pico): boolean {
  return amount * 100n * 10n ** BigInt(scale) >= of * digits;
}

/** What the spend of a scope is told by: whoever has a budget asks first who, or what, used it up. */
export function contributorOf(kind: ScopeKind): Dimension {
  return kind === "workspace" || kind === "model" || kind === "provider" ? "team" : "model";
}
