import { type AttributionRule, byStart, hasBegun, type Merges, mergedValue, mergesOf, specificity } from "@/lib/attribution/rule";
import type { Day } from "@/lib/period";

/** What a rule can ask of usage as it counts, in the order that decides between rules with as many conditions. */
export const chargedBy = ["api_key", "user", "project", "team"] as const;
export type ChargedBy = (typeof chargedBy)[number];

/** Where something is booked. */
export type Account = { centre: string; ledger: string | null };

/** Usage in a scope is charged to a cost centre, from a local day on. Never edited: superseded by a later one, or withdrawn (then it is not in the list). */
export type ChargebackRule = Account & {
  /** Grows with the time of recording. */
  id: number;
  scope: Partial<Record<ChargedBy, number>>;
  startsOn: Day | null;
};

/** Whom usage counts under; 0: nobody. */
export type Who = Record<ChargedBy, number>;

/** Whose account usage is, on a day; null: of no cost centre. */
export type AccountOf = (who: Who) => Account | null;

/**
 * The rules of one day, to look accounts up. Of the rules whose conditions all hold the one with most conditions, then by the order of the conditions, the
 * latest start, the latest recorded. Names in rules are merged as usage is.
 */
export function accountsOn(rules: readonly ChargebackRule[], merges: Merges, day: Day): AccountOf {
  const shapes = new Map<string, { asked: readonly ChargedBy[]; accounts: Map<string, Account> }>();
  const inForce = rules
    .filter((rule) => hasBegun(rule, day))
    .sort((a, b) => specificity(b.scope, chargedBy) - specificity(a.scope, chargedBy) || byStart(a, b));
  for (const { scope, centre, ledger } of inForce) {
    const asked = chargedBy.filter((name) => scope[name] !== undefined);
    const shape = shapes.get(asked.join()) ?? { asked, accounts: new Map<string, Account>() };
    shapes.set(asked.join(), shape);
    shape.accounts.set(asked.map((name) => mergedValue(merges, name, scope[name] ?? 0, day)).join(), { centre, ledger });
  }
  return (who) => {
    for (const { asked, accounts } of shapes.values()) {
      const account = accounts.get(asked.map((name) => who[name]).join());
      if (account) return account;
    }
    return null;
  };
}

/** Days of a month on which the same rules hold, the last exclusive. */
export type Stretch = { from: Day; to: Day; accountOf: AccountOf };

/** A month cut where a rule or a merge begins inside it. */
export function stretchesOf(
  rules: readonly ChargebackRule[],
  attribution: readonly AttributionRule[],
  { from, to }: { from: Day; to: Day },
): Stretch[] {
  const merges = mergesOf(attribution);
  const starts = [...rules, ...attribution.filter(({ kind }) => kind === "merge")].flatMap(({ startsOn }) => startsOn ?? []);
  const cuts = [from, ...new Set(starts.filter((day) => day > from && day < to))].sort();
  return cuts.map((day, place) => ({ from: day, to: cuts[place + 1] ?? to, accountOf: accountsOn(rules, merges, day) }));
}

/** What rules ask of usage: by no more does it have to be read. */
export function askedBy(rules: readonly ChargebackRule[]): ChargedBy[] {
  return chargedBy.filter((name) => rules.some(({ scope }) => scope[name] !== undefined));
}

/** Whether a rule has nothing to say any more on a day: another of the same scope that has begun too goes before it. */
export function isSuperseded(rule: ChargebackRule, inForce: readonly ChargebackRule[], day: Day): boolean {
  return inForce.some(
    (other) =>
      other.id !== rule.id && chargedBy.every((name) => other.scope[name] === rule.scope[name]) && hasBegun(other, day) && byStart(rule, other) < 0,
  );
}
