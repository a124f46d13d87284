import { byStart, hasBegun } from "@/lib/attribution/rule";
import type { ChargeKind } from "@/lib/fixed-charges/fixed-charge";
import { chargeKinds } from "@/lib/fixed-charges/fixed-charge";
import type { Decimal } from "@/lib/money";
import type { Day, Month } from "@/lib/period";
import { apportion } from "./apportion";

/** What there is to spread: usage of no cost centre, charges of none; of a kind of charges before all of them. */
export const pools = ["usage", "charges", ...chargeKinds] as const;
export type Pool = (typeof pools)[number];

/** none: it stays unallocated. even: among the cost centres that have anything of their own. cost, tokens: by those of their own usage. fixed: by shares. */
export const spreadMethods = ["none", "even", "cost", "tokens", "fixed"] as const;
export type SpreadMethod = (typeof spreadMethods)[number];

/** Per cent, not negative. */
export type Share = { centre: string; percent: Decimal };

/** How a pool is spread from a month on. Never edited: superseded by a later one, or withdrawn (then it is not in the list). */
export type SpreadRule = {
  id: number;
  pool: Pool;
  method: SpreadMethod;
  /** Of fixed; 100 per cent together at most, the rest stays unallocated. */
  shares: readonly Share[];
  ledger: string | null;
  /** The first day of a month; null: over all time. */
  startsOn: Day | null;
};

/** What cost centres have of their own in a month. */
export type Own = { centre: string; cost: bigint; tokens: bigint };

/** How shared amounts are divided: by weights; `unallocated`: of what stays. null: all of it stays. */
export type Weights = { centres: readonly { centre: string; weight: bigint }[]; unallocated: bigint; ledger: string | null } | null;

/** The rule for usage or a kind of charges in a month: the latest begun, of those the latest recorded. */
export function spreadRuleFor(rules: readonly SpreadRule[], pool: "usage" | ChargeKind, month: Month): SpreadRule | null {
  const of = (wanted: Pool) =>
    rules
      .filter((rule) => rule.pool === wanted && hasBegun(rule, `${month}-01`))
      .sort(byStart)
      .at(-1);
  return of(pool) ?? (pool === "usage" ? undefined : of("charges")) ?? null;
}

/** The weights of a rule over what cost centres have of their own; without any there is nothing to spread by. */
export function weightsOf(rule: SpreadRule | null, own: readonly Own[]): Weights {
  if (!rule || rule.method === "none") return null;
  if (rule.method === "fixed") return fixedWeights(rule);
  const { method, ledger } = rule;
  const centres = own.map(({ centre, cost, tokens }) => ({ centre, weight: { even: 1n, cost, tokens }[method] })).filter(({ weight }) => weight > 0n);
  return centres.length ? { centres, unallocated: 0n, ledger } : null;
}

function fixedWeights({ shares, ledger }: SpreadRule): Weights {
  const scale = Math.max(0, ...shares.map(({ percent }) => percent.scale));
  const at = ({ digits, scale: own }: Decimal) => digits * 10n ** BigInt(scale - own);
  const centres = shares.map(({ centre, percent }) => ({ centre, weight: at(percent) })).filter(({ weight }) => weight > 0n);
  const hundred = 100n * 10n ** BigInt(scale);
  const unallocated = hundred - centres.reduce((sum, { weight }) => sum + weight, 0n);
  return centres.length && unallocated >= 0n ? { centres, unallocated, ledger } : null;
}

/** A shared amount in smallest units, spread: its parts and what stays make the whole. */
export function spread(whole: bigint, weights: Weights): { parts: { centre: string; amount: bigint }[]; unallocated: bigint } {
  if (!weights) return { parts: [], unallocated: whole };
  const amounts = apportion(whole, [...weights.centres.map(({ weight }) => weight), weights.unallocated]);
  return { parts: weights.centres.map(({ centre }, place) => ({ centre, amount: amounts[place] ?? 0n })), unallocated: amounts.at(-1) ?? 0n };
}
