import type { Day } from "@/lib/period";
import { type AttributionRule, byStart, conditions } from "./rule";

/** From when a rule has nothing left to say: a later one of the same scope says it. At once where that one starts on the same day; null: it is in force. */
export type Supersession = { on: Day } | "at once" | null;

/** What became of a rule beside all that are in force. */
export function supersessionOf(rule: AttributionRule, inForce: readonly AttributionRule[]): Supersession {
  const next = inForce.filter((other) => other.id !== rule.id && byStart(rule, other) < 0 && covers(other, rule)).sort(byStart)[0];
  if (!next) return null;
  return next.startsOn === null || next.startsOn === rule.startsOn ? "at once" : { on: next.startsOn };
}

/** Whether a rule speaks of all that another speaks of. */
function covers(rule: AttributionRule, other: AttributionRule): boolean {
  if (rule.kind === "merge" || other.kind === "merge") {
    return rule.kind === "merge" && other.kind === "merge" && rule.dimension === other.dimension && rule.value === other.value;
  }
  const isSameScope = conditions.every((condition) => rule.scope[condition] === other.scope[condition]);
  return isSameScope && (other.team === null || rule.team !== null) && (other.project === null || rule.project !== null);
}
