import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { now } from "@/lib/clock";
import { pool, snapshot } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { parseDecimal, parseDollars } from "@/lib/money";
import { addDays, addMonths, type Day, type Instant, type Month, monthOf, monthPeriod, startOfDay } from "@/lib/period";
import { type Dimension, dimensions, type Filters } from "@/lib/spend/dimension";
import { type Forecast, forecastOf, lastWholeDay, type NoForecast } from "@/lib/spend/forecast";
import { spend } from "@/lib/spend/queries";
import type { Named } from "@/lib/spend/ranking";
import {
  type Budget,
  type BudgetScope,
  type BudgetState,
  type BudgetVersion,
  contributorOf,
  filtersOfScope,
  type Threshold,
  termsIn,
} from "./budget";

type Database = pg.ClientBase | pg.Pool;

/** What a forecast looks back on. */
const daysBefore = 28;

/** Every budget that there ever was, oldest first. Who may see only some teams sees those of their teams. */
export async function budgets(access: Access, within: Database = pool()): Promise<Budget[]> {
  const { rows } = await within.query(
    `select b.id, b.scope, coalesce(d.name, b.name) as name, b.withdrawn_at, b.withdrawn_by, v.versions from budget b
       left join dimension_value d on d.workspace_id = b.workspace_id and d.id = b.team_id and b.team_id <> 0
       cross join lateral (
         select jsonb_agg(to_jsonb(v) || jsonb_build_object('amount', v.amount::text, 'at', (extract(epoch from v.recorded_at) * 1000)::int8) order by v.id) as versions
         from budget_version v where v.workspace_id = b.workspace_id and v.budget_id = b.id) v
     where b.workspace_id = $1 and ($2::int4[] is null or b.team_id = any($2::int4[])) order by b.id`,
    [access.workspaceId, access.teams === "all" ? null : [...access.teams]],
  );
  return rows.map(toBudget);
}

/** One budget. Throws `not_found`. */
export async function budgetById(access: Access, id: number, within?: Database): Promise<Budget> {
  const budget = (await budgets(access, within)).find((each) => each.id === id);
  if (!budget) throw new Refusal("not_found", `there is no budget ${id}`);
  return budget;
}

/** How the budgets of a month stand, all read of the same state of the data. Withdrawn ones, and those of other months, are left out. */
export async function budgetStates(access: Access, month: Month): Promise<BudgetState[]> {
  const at = now();
  return snapshot(async (client) => {
    const states: BudgetState[] = [];
    for (const budget of await budgets(access, client)) {
      const state = budget.withdrawnAt === null && (await stateOf(client, access, budget, month, at));
      if (state) states.push(state);
    }
    return states;
  });
}

/** The budget of a month of exactly what filters pick: of everything, or of one team, project, model or provider. null: there is none. */
export async function budgetOf(access: Access, month: Month, filters: Filters): Promise<{ budget: Budget; terms: BudgetVersion } | null> {
  const picked = dimensions.flatMap((dimension) => (filters[dimension] ?? []).map((name) => ({ kind: dimension, name })));
  const [only, more] = picked;
  if (more) return null;
  const scope = only ?? { kind: "workspace", name: null };
  for (const budget of (await budgets(access)).toReversed()) {
    const terms = budget.withdrawnAt === null && termsIn(budget, month);
    if (terms && budget.scope.kind === scope.kind && budget.scope.name === scope.name) return { budget, terms };
  }
  return null;
}

/** How one budget stands in a month; null: it has no terms there. */
async function stateOf(client: pg.ClientBase, access: Access, budget: Budget, month: Month, at: Instant): Promise<BudgetState | null> {
  const terms = termsIn(budget, month);
  if (!terms) return null;
  const by = contributorOf(budget.scope.kind);
  const { rows, total } = await spend(
    access,
    { period: monthPeriod(month, access.timezone), filters: filtersOfScope(budget.scope), groupBy: namedBy(by) },
    client,
  );
  const names = rows.map(({ dimensions: named, ...sums }): Named => {
    const name = named[by] ?? null;
    return { name: by === "model" && name !== null ? `${named.provider ?? ""}/${name}` : name, sums };
  });
  return {
    ...{ budget, month, terms, actual: total.cost, unpriced: total.unpriced.tokens, dataUntil: total.dataUntil },
    forecast: await forecastFor(client, access, budget.scope, { month, at, dataUntil: total.dataUntil }),
    contributors: { by, names: names.sort((a, b) => ((a.sums.cost ?? 0n) < (b.sums.cost ?? 0n) ? 1 : -1)) },
  };
}

function namedBy(by: Dimension): Dimension[] {
  return by === "model" ? ["provider", "model"] : [by];
}

/** To the month's end, of the month that is not over: as the spend page forecasts it. */
async function forecastFor(
  client: pg.ClientBase,
  access: Access,
  scope: BudgetScope,
  { month, at, dataUntil }: { month: Month; at: Instant; dataUntil: Instant | null },
): Promise<Forecast | NoForecast | null> {
  const until = lastWholeDay(dataUntil, at, access.timezone);
  if (until === null || month !== monthOf(at, access.timezone)) return null;
  const period = {
    from: startOfDay(addDays(until, -daysBefore), access.timezone),
    to: startOfDay(`${addMonths(month, 1)}-01`, access.timezone),
  };
  const monthStart = startOfDay(`${month}-01`, access.timezone);
  const { rows } = await spend(
    access,
    { period: { from: Math.min(period.from, monthStart), to: period.to }, granularity: "day", filters: filtersOfScope(scope) },
    client,
  );
  const costs = new Map<Day, bigint>();
  for (const { period: day, cost } of rows) if (day !== null && cost !== null) costs.set(day, cost);
  return forecastOf(costs, month, until);
}

// biome-ignore lint/suspicious/noExplicitAny: a row of the table as the driver gives it; this function is what types it
function toBudget(row: any): Budget {
  return {
    id: row.id,
    scope: { kind: row.scope, name: row.name },
    versions: row.versions.map(toVersion),
    withdrawnAt: row.withdrawn_at?.getTime() ?? null,
    withdrawnBy: row.withdrawn_by,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: as above
function toVersion(row: any): BudgetVersion {
  return {
    id: row.id,
    amount: parseDollars(row.amount),
    from: row.from_month,
    to: row.to_month,
    thresholds: row.thresholds.map(({ percent, of }: { percent: string; of: Threshold["of"] }) => ({ percent: parseDecimal(percent), of })),
    note: row.note,
    recordedAt: Number(row.at),
    recordedBy: row.recorded_by,
  };
}
