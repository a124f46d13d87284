import type { Decimal } from "@/lib/money";
import type { Instant } from "@/lib/period";
import type { PriceSheet } from "./sheet";

type Common = {
  id: number;
  /** null: all providers. */
  provider: string | null;
  /** A model of the book by id, or a raw name; null: all of the provider's. */
  model: string | null;
  startsAt: Instant;
  recordedAt: Instant;
  note: string | null;
};

/** A workspace's own word on prices. Never edited: superseded by a later one, or withdrawn (then it is not in the list). */
export type PriceRule = Common &
  (
    | { kind: "price"; prices: PriceSheet }
    /** Per cent off; negative is a mark-up. */
    | { kind: "discount"; percent: Decimal }
    | { kind: "alias"; target: { provider: string; model: string } }
  );

/** What a rule is matched against: the resolved model where there is one, and the name as the source wrote it. */
export type RuleSubject = { provider: string; model: string | null; rawName: string };

/** The one rule in force: scope model > provider > all, then the latest start, then the latest recorded. */
export function ruleAt<K extends PriceRule["kind"]>(
  rules: readonly PriceRule[],
  kinds: readonly K[],
  subject: RuleSubject,
  at: Instant,
): Extract<PriceRule, { kind: K }> | null {
  let best: PriceRule | null = null;
  for (const rule of rules) {
    if (!kinds.includes(rule.kind as K) || rule.startsAt > at || scopeOf(rule, subject) === 0) continue;
    if (!best || compare(rule, best, subject) > 0) best = rule;
  }
  return best as Extract<PriceRule, { kind: K }> | null;
}

function compare(a: PriceRule, b: PriceRule, subject: RuleSubject): number {
  return scopeOf(a, subject) - scopeOf(b, subject) || a.startsAt - b.startsAt || a.recordedAt - b.recordedAt || a.id - b.id;
}

/** 3 model, 2 provider, 1 all, 0 not concerned. */
function scopeOf(rule: PriceRule, subject: RuleSubject): 0 | 1 | 2 | 3 {
  if (rule.provider !== null && rule.provider !== subject.provider) return 0;
  if (rule.model === null) return rule.provider === null ? 1 : 2;
  const named = rule.model.toLowerCase();
  return named === subject.model?.toLowerCase() || named === subject.rawName ? 3 : 0;
}
