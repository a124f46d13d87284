import type { Day, Instant } from "@/lib/period";

/** What a rule can ask of usage, in the order that decides between rules with as many conditions. */
export const conditions = ["api_key", "user", "project", "source", "provider"] as const;
export type Condition = (typeof conditions)[number];

/** What usage is counted under. */
export const attributed = ["team", "project", "user", "api_key"] as const;
export type Attributed = (typeof attributed)[number];

/** The id of a dimension value (above 0), of a provider its usual name. */
export type ScopeValue = number | string;
export type RuleScope = Partial<Record<Condition, ScopeValue>>;

type Common = {
  /** Grows with the time of recording. */
  id: number;
  /** From this local day on; null: over all time. */
  startsOn: Day | null;
};

/** Usage in the scope counts under the team, the project, or both; null: the rule says nothing about it. */
export type AssignRule = Common & { kind: "assign"; scope: RuleScope; team: number | null; project: number | null };
/** A value counts as another. */
export type MergeRule = Common & { kind: "merge"; dimension: Attributed; value: number; into: number };

/** A workspace's word on whom usage counts under. Never edited: superseded by a later one, or withdrawn (then it is not in the list). */
export type AttributionRule = AssignRule | MergeRule;

export type Recorded = { note: string | null; recordedAt: Instant; recordedBy: string; withdrawnAt: Instant | null; withdrawnBy: string | null };

/** What the source said of a row; 0 and "": nothing. */
export type Stated = Record<Attributed, number> & { source: number; provider: string };

/** How specific a scope is: its number of conditions, then which, by their order `among` those there are. */
export function specificity<C extends string>(scope: Partial<Record<C, ScopeValue>>, among: readonly C[]): number {
  const bits = among.reduce((sum, condition, index) => (scope[condition] === undefined ? sum : sum + 2 ** (among.length - index)), 0);
  return 64 * among.filter((condition) => scope[condition] !== undefined).length + bits;
}

/** Whether a rule has begun on a day; null stands for the time before every start. */
export function hasBegun({ startsOn }: Pick<AttributionRule, "startsOn">, day: Day | null): boolean {
  return startsOn === null || (day !== null && startsOn <= day);
}

/** Orders rules with equal scopes: the latest start last, then the latest recorded. */
export function byStart(a: Common, b: Common): number {
  if (a.startsOn === b.startsOn) return a.id - b.id;
  return (a.startsOn ?? "") < (b.startsOn ?? "") ? -1 : 1;
}

/** Merges by the value they concern, the last that has begun last. */
export type Merges = ReadonlyMap<string, readonly MergeRule[]>;

export function mergesOf(rules: readonly AttributionRule[]): Merges {
  const merges = new Map<string, MergeRule[]>();
  for (const rule of rules.filter((each) => each.kind === "merge").sort(byStart)) {
    const key = mergeKey(rule.dimension, rule.value);
    merges.set(key, [...(merges.get(key) ?? []), rule]);
  }
  return merges;
}

export function mergeKey(dimension: Attributed, value: number): string {
  return `${dimension} ${value}`;
}

/** What a value counts as on a day, through every merge in force. */
export function mergedValue(merges: Merges, dimension: Attributed, value: number, day: Day | null): number {
  const seen = new Set<number>();
  let found = value;
  while (!seen.has(found)) {
    seen.add(found);
    found = merges.get(mergeKey(dimension, found))?.findLast((merge) => hasBegun(merge, day))?.into ?? found;
  }
  return found;
}

/**
 * Whom a row counts under on a day. Names are merged first, those in scopes and targets too. Of the rules whose conditions all hold, the team is given by
 * the one with most conditions, then by the order of the conditions, the latest start, the latest recorded; likewise the project. Where none speaks,
 * what the source said stands.
 */
export function attributedTo(rules: readonly AttributionRule[], stated: Stated, day: Day | null): Record<Attributed, number> {
  const merges = mergesOf(rules);
  const merged = (dimension: Attributed, value: number) => mergedValue(merges, dimension, value, day);
  const holds = (condition: Condition, value: ScopeValue) =>
    condition === "source" || condition === "provider"
      ? stated[condition] === value
      : merged(condition, stated[condition]) === merged(condition, Number(value));
  const inForce = rules
    .filter((rule) => rule.kind === "assign")
    .filter((rule) => hasBegun(rule, day) && Object.entries(rule.scope).every(([condition, value]) => holds(condition as Condition, value)))
    .sort((a, b) => specificity(a.scope, conditions) - specificity(b.scope, conditions) || byStart(a, b));
  return {
    team: merged("team", inForce.findLast((rule) => rule.team !== null)?.team ?? stated.team),
    project: merged("project", inForce.findLast((rule) => rule.project !== null)?.project ?? stated.project),
    user: merged("user", stated.user),
    api_key: merged("api_key", stated.api_key),
  };
}
