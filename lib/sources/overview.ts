import "server-only";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { addDays, type Day, dayOf, daysPeriod, type Month, monthPeriod, type Period } from "@/lib/period";
import { type Explanation, explainedCost } from "@/lib/spend/explanation";
import { spend } from "@/lib/spend/queries";
import { noSums, type Sums } from "@/lib/spend/spend";
import { totalTokens } from "@/lib/usage/tokens";
import { standings, understoodStanding } from "./queries";
import type { NewStanding } from "./schema";
import { isCounted, type Standing } from "./standing";

/** A source of usage, with all that came from it, whether it counts or not. */
export type SourceLine = {
  id: number;
  name: string;
  firstDay: Day;
  lastDay: Day;
  rows: bigint;
  providers: SourceProvider[];
  /** What was said of it, the latest recorded first. */
  history: Standing[];
};

/** `provider` null: the source named none that is known. `isCounted`: today. */
export type SourceProvider = { provider: string | null; sums: Sums; isCounted: boolean };

/** Every source that usage has come from, by name. */
export async function sourceLines(access: Access, today: Day): Promise<SourceLine[]> {
  const { rows } = await pool().query<{ id: number; name: string; first: Date; last: Date; rows: string }>(
    `select d.id, d.name, min(r.segment) as first, max(r.segment) as last, sum(r.rows) as rows from usage_day_model r
       join import i on i.workspace_id = r.workspace_id and i.id = r.import_id and i.status = 'done'
       join dimension_value d on d.workspace_id = r.workspace_id and d.id = r.source_id
     where r.workspace_id = $1 group by 1, 2 order by lower(d.name), d.id`,
    [access.workspaceId],
  );
  if (!rows.length) return [];
  const all = await standings(pool(), access.workspaceId);
  const used = await spend(access, { period: wholeTime(access, rows), groupBy: ["source", "provider"], supposed: { standings: [] } });
  return rows.map(({ id, name, first, last, rows: count }) => {
    const history = all.filter((standing) => standing.source === id);
    return {
      ...{ id, name, rows: BigInt(count), history: history.toReversed() },
      firstDay: dayOf(first.getTime(), access.timezone),
      lastDay: dayOf(last.getTime(), access.timezone),
      providers: used.rows
        .filter(({ dimensions }) => dimensions.source === name)
        .map(({ dimensions: { provider = null }, period: _period, ...sums }) => ({
          ...{ provider, sums },
          isCounted: isCounted(history, { source: id, provider: provider ?? "" }, today),
        })),
    };
  });
}

/** What a month costs now, and what it would, with how that would come about. */
export type MonthEffect = { month: Month; before: Sums; after: Sums; explanation: Explanation };

/** What a standing would do to the spend of each month, by the function that answers spend. Months without effect are left out. Writes nothing. */
export async function previewStanding(access: Access, standing: NewStanding): Promise<MonthEffect[]> {
  const added = await understoodStanding(access, standing);
  const { rows } = await pool().query<{ first: Date | null; last: Date | null }>(
    "select min(segment) as first, max(segment) as last from usage_day_model where workspace_id = $1",
    [access.workspaceId],
  );
  const [{ first = null, last = null } = {}] = rows;
  if (!first || !last) return [];
  const query = { period: wholeTime(access, [{ first, last }]), granularity: "month" } as const;
  const inForce = await standings(pool(), access.workspaceId);
  const supposed = { standings: [...inForce, added] };
  const [before, after] = await Promise.all([spend(access, query), spend(access, { ...query, supposed })]);
  const months = [...new Set([...before.rows, ...after.rows].map(({ period }) => period ?? ""))].sort();
  const changed = months.flatMap((month) => {
    const of = (rows: typeof before.rows) => rows.find(({ period }) => period === month) ?? noSums;
    const effect = { month, before: of(before.rows), after: of(after.rows) };
    return isSame(effect.before, effect.after) ? [] : [effect];
  });
  const explained = (month: Month) => explainedCost(access, { period: monthPeriod(month, access.timezone), supposed });
  return Promise.all(changed.map(async (effect) => ({ ...effect, explanation: await explained(effect.month) })));
}

function isSame(a: Sums, b: Sums): boolean {
  return a.cost === b.cost && totalTokens(a.tokens) === totalTokens(b.tokens);
}

function wholeTime({ timezone }: Access, lines: readonly { first: Date; last: Date }[]): Period {
  const first = Math.min(...lines.map((line) => line.first.getTime()));
  const last = Math.max(...lines.map((line) => line.last.getTime()));
  return daysPeriod(dayOf(first, timezone), addDays(dayOf(last, timezone), 1), timezone);
}
