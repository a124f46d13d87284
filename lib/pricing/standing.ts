import type { Instant } from "@/lib/period";
import type { PriceRule } from "./rule";

/** Where a rule stands: it holds, will hold, held until a later one of its scope began, was overruled from its start, or was withdrawn. */
export type Standing =
  | { kind: "current" | "future" | "superseded" | "withdrawn"; until: null }
  | { kind: "current" | "future" | "past"; until: Instant };

type Kept = { rule: PriceRule; withdrawnAt: Instant | null };

/** How a rule stands among all of its workspace at a time. Narrower rules overrule wider ones, but end none. */
export function standingOf({ rule, withdrawnAt }: Kept, all: readonly Kept[], at: Instant): Standing {
  if (withdrawnAt !== null) return { kind: "withdrawn", until: null };
  const after = all
    .map((other) => other.rule)
    .filter((other, place) => all[place]?.withdrawnAt === null && isSameScope(other, rule) && follows(other, rule));
  if (after.some((other) => other.startsAt === rule.startsAt)) return { kind: "superseded", until: null };
  const until = after.length ? Math.min(...after.map(({ startsAt }) => startsAt)) : null;
  if (until === null) return { kind: rule.startsAt > at ? "future" : "current", until };
  return { kind: rule.startsAt > at ? "future" : until > at ? "current" : "past", until };
}

function isSameScope(a: PriceRule, b: PriceRule): boolean {
  return a.provider === b.provider && a.model === b.model && (a.kind === "alias") === (b.kind === "alias");
}

function follows(other: PriceRule, rule: PriceRule): boolean {
  return (other.startsAt - rule.startsAt || other.recordedAt - rule.recordedAt || other.id - rule.id) > 0;
}
