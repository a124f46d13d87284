import type { Day } from "@/lib/period";
import {
  type AssignRule,
  type Attributed,
  type AttributionRule,
  attributed,
  byStart,
  type Condition,
  conditions,
  type Merges,
  mergedValue,
  mergeKey,
  mergesOf,
  type RuleScope,
  specificity,
} from "./rule";

/** From a local day on, to another, exclusive; null: without end. */
type Stretch = { from: Day | null; to: Day | null };

/** In this stretch a value counts as another. */
export type MergeStretch = Stretch & { dimension: Attributed; value: number; into: number };
/** In this stretch usage with exactly these values, merged ones, is given a team, a project or both. */
export type AssignStretch = Stretch & { scope: RuleScope; team: number | null; project: number | null };

/**
 * The rules laid out in time: for each value, and for each set of conditions, stretches that never overlap, merges followed and the stronger of two rules
 * chosen. So that whole tables can be attributed by looking values up.
 */
export type Timeline = {
  merges: MergeStretch[];
  /** A list for each set of conditions, the most specific first. */
  assignments: AssignStretch[][];
};

const beginning = "";

/** Lays rules out in time. */
export function timelineOf(rules: readonly AttributionRule[]): Timeline {
  const merges = mergesOf(rules);
  return {
    merges: [...merges.values()].flatMap((found) => (found[0] ? mergeStretches(merges, found[0].dimension, found[0].value) : [])),
    assignments: assignStretches(
      rules.filter((rule) => rule.kind === "assign"),
      merges,
    ),
  };
}

function mergeStretches(merges: Merges, dimension: Attributed, value: number): MergeStretch[] {
  const stretches = between([beginning, ...turns(merges, dimension, value)]).map((stretch) => ({
    ...stretch,
    dimension,
    value,
    into: mergedValue(merges, dimension, value, stretch.from),
  }));
  return joined(stretches, (a, b) => a.into === b.into).filter(({ into }) => into !== value);
}

/** The days at which what a value counts as can change: the starts of all merges that can be reached from it. */
function turns(merges: Merges, dimension: Attributed, value: number): Day[] {
  const days = new Set<Day>();
  const seen = new Set([value]);
  for (const reached of seen) {
    for (const { startsOn, into } of merges.get(mergeKey(dimension, reached)) ?? []) {
      if (startsOn !== null) days.add(startsOn);
      seen.add(into);
    }
  }
  return [...days];
}

/** A rule over a time in which the names in its scope stay merged as they are. */
type Claim = { from: string; to: string | null; rule: AssignRule };

function assignStretches(rules: readonly AssignRule[], merges: Merges): AssignStretch[][] {
  const groups = new Map<string, { scope: RuleScope; claims: Claim[] }>();
  for (const rule of rules) {
    for (const stretch of between([rule.startsOn ?? beginning, ...turnsOf(rule, merges).filter((day) => day > (rule.startsOn ?? beginning))])) {
      const scope = mergedScope(rule.scope, merges, stretch.from);
      const key = conditions.map((condition) => scope[condition] ?? "").join("\u001f");
      const group = groups.get(key) ?? { scope, claims: [] };
      group.claims.push({ from: stretch.from ?? beginning, to: stretch.to, rule });
      groups.set(key, group);
    }
  }
  const shapes = new Map<number, AssignStretch[]>();
  for (const { scope, claims } of groups.values()) {
    const shape = shapes.get(specificity(scope, conditions)) ?? [];
    shapes.set(specificity(scope, conditions), shape);
    shape.push(...settled(scope, claims, merges));
  }
  return [...shapes].sort(([a], [b]) => b - a).map(([, stretches]) => stretches);
}

/** Who wins where the rules of one set of conditions overlap. */
function settled(scope: RuleScope, claims: Claim[], merges: Merges): AssignStretch[] {
  claims.sort((a, b) => byStart(a.rule, b.rule));
  const stretches = between(claims.flatMap(({ from, to }) => (to === null ? [from] : [from, to]))).map((stretch) => {
    const at = stretch.from ?? beginning;
    const inForce = claims.filter(({ from, to }) => from <= at && (to === null || at < to)).map(({ rule }) => rule);
    const given = (dimension: "team" | "project") => {
      const value = inForce.findLast((rule) => rule[dimension] !== null)?.[dimension] ?? null;
      return value === null ? null : mergedValue(merges, dimension, value, stretch.from);
    };
    return { ...stretch, scope, team: given("team"), project: given("project") };
  });
  return joined(stretches, (a, b) => a.team === b.team && a.project === b.project).filter(({ team, project }) => team !== null || project !== null);
}

function turnsOf({ scope, team, project }: AssignRule, merges: Merges): Day[] {
  const named: [Attributed, number | null][] = [
    ...attributed.map((dimension): [Attributed, number | null] => [dimension, dimension === "team" ? null : ((scope[dimension] as number) ?? null)]),
    ["team", team],
    ["project", project],
  ];
  return named.flatMap(([dimension, value]) => (value === null ? [] : turns(merges, dimension, value)));
}

function mergedScope(scope: RuleScope, merges: Merges, day: Day | null): RuleScope {
  const merged = (condition: Condition, value: number | string) =>
    condition === "source" || condition === "provider" ? value : mergedValue(merges, condition, Number(value), day);
  return Object.fromEntries(Object.entries(scope).map(([condition, value]) => [condition, merged(condition as Condition, value)]));
}

/** The stretches between these days, the last without end. */
function between(days: readonly string[]): Stretch[] {
  const sorted = [...new Set(days)].sort();
  return sorted.map((day, index) => ({ from: day === beginning ? null : day, to: sorted[index + 1] ?? null }));
}

/** Neighbours that say the same become one. */
function joined<S extends Stretch>(stretches: readonly S[], isSame: (a: S, b: S) => boolean): S[] {
  const result: S[] = [];
  for (const stretch of stretches) {
    const last = result.at(-1);
    if (last && isSame(last, stretch)) result[result.length - 1] = { ...last, to: stretch.to };
    else result.push(stretch);
  }
  return result;
}
