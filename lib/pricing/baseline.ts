import type { Decimal } from "@/lib/money";
import type { Day, Instant } from "@/lib/period";

/** Tokens the baseline would need for one of ours, for input classes and for output. */
export type TokenRatio = { in: Decimal; out: Decimal };

/** A team or project, as usage counts under it. */
type Named = { id: number; name: string };

/** Whose usage a baseline is for: a team's, a project's, or with neither the workspace's. */
export type BaselineScope = { team: Named | null; project: Named | null };

/** The model that savings are measured against, with the ratio used and the band around it. */
export type Baseline = BaselineScope & {
  provider: string;
  model: string;
  isPreset: boolean;
  used: TokenRatio;
  low: TokenRatio;
  high: TokenRatio;
  /** The local day from which it holds, and the first instant of that day; null: over all time. */
  startsOn: Day | null;
  startsAt: Instant | null;
  /** When and by whom it was named; null: a preset. */
  recorded: { id: number; at: Instant; by: string } | null;
};

const both = (digits: bigint, scale: number): TokenRatio => ({ in: { digits, scale }, out: { digits, scale } });

/** Where a workspace has named none; always labelled as a preset. */
export const presetBaseline: Baseline = {
  provider: "openai",
  model: "gpt-4o",
  isPreset: true,
  used: both(1n, 0),
  low: both(8n, 1),
  high: both(11n, 1),
  team: null,
  project: null,
  startsOn: null,
  startsAt: null,
  recorded: null,
};

/**
 * What usage of a team and project (ids; 0: unattributed) is measured against at a time: the project's baseline before its team's before the workspace's;
 * among those of one scope the latest start, then the latest recorded; the preset where none holds. Pure.
 */
export function baselineAt(baselines: readonly Baseline[], usage: { team: number; project: number }, at: Instant): Baseline {
  const holds = ({ team, project, startsAt }: Baseline) =>
    (team === null || team.id === usage.team) && (project === null || project.id === usage.project) && (startsAt === null || startsAt <= at);
  return baselines.filter(holds).reduce((best, each) => (precedes(each, best) ? each : best), presetBaseline);
}

/** 2: a project's, 1: a team's, 0: the workspace's. */
function rank({ team, project }: BaselineScope): number {
  return project ? 2 : team ? 1 : 0;
}

function precedes(one: Baseline, other: Baseline): boolean {
  if (rank(one) !== rank(other)) return rank(one) > rank(other);
  const [start, otherStart] = [one.startsAt ?? Number.NEGATIVE_INFINITY, other.startsAt ?? Number.NEGATIVE_INFINITY];
  return start === otherStart ? (one.recorded?.id ?? 0) > (other.recorded?.id ?? 0) : start > otherStart;
}

/** Whether another baseline of the same scope and start was recorded after it, so that it never holds. */
export function isSuperseded(baseline: Baseline, all: readonly Baseline[]): boolean {
  return all.some(
    (other) =>
      other.team?.id === baseline.team?.id &&
      other.project?.id === baseline.project?.id &&
      other.startsOn === baseline.startsOn &&
      (other.recorded?.id ?? 0) > (baseline.recorded?.id ?? 0),
  );
}
