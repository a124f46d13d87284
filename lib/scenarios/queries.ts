import "server-only";
import type { Access } from "@/lib/access";
import { now } from "@/lib/clock";
import { pool, snapshot } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import type { Pico } from "@/lib/money";
import { addDays, addMonths, type Day, daysOfMonth, type Instant, type Month, type Period, startOfDay } from "@/lib/period";
import { type Book, type BookModel, bookModel } from "@/lib/pricing/book";
import { costOf } from "@/lib/pricing/price";
import { amountOf } from "@/lib/savings/savings";
import { type Forecast, forecastOfDays, lastWholeDay, type NoForecast } from "@/lib/spend/forecast";
import { grouped, pricesKnown, type ResolvedUsage, resolvedUsage, type SpendQuery, scopeOf, spend } from "@/lib/spend/queries";
import { monthsWithUsage } from "@/lib/spend/span";
import { totalTokens } from "@/lib/usage/tokens";
import {
  type Fine,
  fineToPico,
  type Moved,
  moved,
  type Scenario,
  type ScenarioAmount,
  type StayingReason,
  scenarioAmounts,
  stayingReasons,
} from "./scenario";
import { moveSchema, type WrittenMove } from "./schema";

/** What the share that moves cost, and would have cost. */
export type ScenarioSums = Record<ScenarioAmount, Fine>;

export type ScenarioResult = {
  target: BookModel | null;
  /** All spend of the period; null: nothing of it has a price. */
  cost: Pico | null;
  sums: ScenarioSums;
  /** Of the usage the scenario is about, from its day on. */
  tokens: bigint;
  stays: { reason: StayingReason; tokens: bigint; actual: Pico | null }[];
  months: { month: Month; cost: Pico | null; sums: ScenarioSums }[];
  models: { provider: string | null; model: string | null; sums: ScenarioSums }[];
};

/** The month after the last day with data, as it will go and as it would. */
export type ScenarioForecast = { month: Month; before: Forecast; after: Forecast };

export type KeptScenario = {
  id: number;
  name: string;
  note: string | null;
  move: WrittenMove;
  scenario: Scenario;
  /** Only whoever keeps it sees it. */
  isPersonal: boolean;
  createdAt: Instant;
  createdBy: string;
};

type Asked = { period: Period; asOf?: Instant };

/** What a scenario would have made of a period, beside what it cost. Throws `unknown_model` for a target that is not in the book. */
export async function scenarioResult(access: Access, scenario: Scenario, { period, asOf }: Asked): Promise<ScenarioResult> {
  const query = { period, ...(asOf !== undefined && { asOf }) };
  return snapshot(async (client) => {
    const whole = await spend(access, { ...query, granularity: "month" }, client);
    const { target, usage, rows, labels, movedOf } = await movedPart(access, scenario, { ...query, granularity: "month" }, client);
    const monthSums = sumsBy(rows, ({ bucket }) => labels[bucket] ?? "");
    const modelSums = sumsBy(rows, ({ dimensions }) => JSON.stringify([dimensions.provider, dimensions.model]));
    return {
      target,
      cost: whole.total.cost,
      sums: totalOf(usage, movedOf),
      tokens: usage.reduce((sum, { tokens }) => sum + totalTokens(tokens), 0n),
      stays: staying(usage, movedOf),
      months: whole.rows.map(({ period: month, cost }) => ({ month: month ?? "", cost, sums: monthSums.get(month ?? "") ?? noSums })),
      models: [...modelSums].map(([key, sums]) => {
        const [provider, model] = JSON.parse(key) as [string | null, string | null];
        return { provider, model, sums };
      }),
    };
  });
}

/** The month after the last day with data: as it will go, and as it would from the scenario's day on. null: there is no data. */
export async function scenarioForecast(access: Access, scenario: Scenario): Promise<ScenarioForecast | NoForecast | null> {
  const last = (await monthsWithUsage(access)).at(-1);
  if (last === undefined) return null;
  const at = now();
  const period = {
    from: startOfDay(addDays(`${last}-01`, -42), access.timezone),
    to: Math.min(startOfDay(`${addMonths(last, 1)}-01`, access.timezone), Math.max(at, 0)),
  };
  return snapshot(async (client) => {
    const whole = await spend(access, { period, granularity: "day" }, client);
    const until = lastWholeDay(whole.total.dataUntil, at, access.timezone);
    if (until === null) return null;
    const { rows, labels } = await movedPart(access, { ...scenario, from: null }, { period, granularity: "day" }, client);
    const change = sumsBy(rows, ({ bucket }) => labels[bucket] ?? "");
    const before = new Map<Day, Pico>();
    const after = new Map<Day, Pico>();
    for (const { period: day, cost } of whole.rows) {
      if (day === null || cost === null) continue;
      const sums = change.get(day) ?? noSums;
      before.set(day, cost);
      after.set(day, cost + fineToPico(sums.paid_after - sums.paid_before));
    }
    const month = addMonths(until.slice(0, 7), 1);
    const days = daysOfMonth(month);
    const isMoved = (day: Day) => scenario.from === null || day >= scenario.from;
    const asIs = forecastOfDays(before, days, until);
    if ("refused" in asIs) return asIs;
    const parts = [
      forecastOfDays(
        before,
        days.filter((day) => !isMoved(day)),
        until,
      ),
      forecastOfDays(after, days.filter(isMoved), until),
    ];
    const would = parts.flatMap((part) => ("refused" in part ? [] : [part]));
    const sum = (name: "likely" | "low" | "high") => would.reduce((all, part) => all + part[name], 0n);
    return {
      month,
      before: asIs,
      after: { likely: sum("likely"), low: sum("low"), high: sum("high"), days: new Map(would.flatMap((part) => [...part.days])) },
    };
  });
}

/** The usage a scenario is about, from its day on, with what moving does to it: key by key, and grouped by stretch and model. */
async function movedPart(access: Access, scenario: Scenario, query: SpendQuery, client: Parameters<Parameters<typeof snapshot>[0]>[0]) {
  const prices = await pricesKnown(access, query.asOf, client);
  const target = targetOf(prices.book, scenario);
  const { granularity = "none" } = query;
  const scope = scopeOf({ ...query, ...pickedBy(scenario, query.period, access) }, prices);
  const usage = await resolvedUsage(client, access, scope, prices);
  const movedBy = new Map(usage.map((key) => [key, moved(scenario, target, key, prices)]));
  const movedOf = (key: ResolvedUsage): Moved => movedBy.get(key) ?? { stays: "unpriced" };
  const groupBy = ["provider", "model"] as const;
  const ratesOf = (key: ResolvedUsage) => {
    const found = movedOf(key);
    return found.stays === null ? found.rates : noRates;
  };
  const { rows, labels, nameOf } = await grouped(
    client,
    access,
    scope,
    { groupBy, granularity },
    usage,
    scenarioAmounts,
    ratesOf,
    (key) => movedOf(key).stays === null,
  );
  return {
    target,
    usage,
    labels,
    movedOf,
    rows: rows.map((row) => ({
      bucket: row.bucket,
      dimensions: { provider: nameOf(row, "provider"), model: nameOf(row, "model") },
      sums: Object.fromEntries(scenarioAmounts.map((name) => [name, row.amounts[name] ?? 0n])) as ScenarioSums,
    })),
  };
}

/** What a scenario picks of a period. */
function pickedBy({ scope, from }: Scenario, period: Period, access: Access): Pick<SpendQuery, "period" | "filters" | "prompt"> {
  const start = from === null ? period.from : Math.max(period.from, startOfDay(from, access.timezone));
  const { models, teams, projects, promptAbove, promptUpTo } = scope;
  return {
    period: { from: Math.min(start, period.to), to: period.to },
    filters: { ...(models.length && { model: models }), ...(teams.length && { team: teams }), ...(projects.length && { project: projects }) },
    ...((promptAbove !== null || promptUpTo !== null) && { prompt: { above: promptAbove, upTo: promptUpTo } }),
  };
}

function targetOf(book: Book, { change: { model } }: Scenario): BookModel | null {
  if (!model) return null;
  const found = bookModel(book, model.provider, model.model);
  if (!found) {
    const detail = `there is no model ${model.provider}/${model.model} in the price book to move to`;
    throw new Refusal("unknown_model", detail, { errors: [{ path: "to_model", code: "unknown_model", detail }] });
  }
  return found;
}

const noRates = Object.fromEntries(scenarioAmounts.map((name) => [name, null])) as Record<ScenarioAmount, null>;
const noSums = Object.fromEntries(scenarioAmounts.map((name) => [name, 0n])) as ScenarioSums;

function plus(a: ScenarioSums, b: ScenarioSums): ScenarioSums {
  return Object.fromEntries(scenarioAmounts.map((name) => [name, a[name] + b[name]])) as ScenarioSums;
}

function sumsBy<Row extends { sums: ScenarioSums }>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, ScenarioSums> {
  const sums = new Map<string, ScenarioSums>();
  for (const row of rows) sums.set(keyOf(row), plus(sums.get(keyOf(row)) ?? noSums, row.sums));
  return sums;
}

function totalOf(usage: readonly ResolvedUsage[], movedOf: (key: ResolvedUsage) => Moved): ScenarioSums {
  return usage.reduce((sums, key) => {
    const found = movedOf(key);
    if (found.stays !== null) return sums;
    const { rates } = found;
    const own = scenarioAmounts.map((name) => [name, amountOf(key.tokens, key.requests, rates[name])]);
    return plus(sums, Object.fromEntries(own) as ScenarioSums);
  }, noSums);
}

function staying(usage: readonly ResolvedUsage[], movedOf: (key: ResolvedUsage) => Moved): ScenarioResult["stays"] {
  return stayingReasons.flatMap((reason) => {
    const these = usage.filter((key) => movedOf(key).stays === reason);
    if (!these.length) return [];
    const actual = these.reduce<Pico | null>(
      (sum, { tokens, requests, price }) => (price ? (sum ?? 0n) + costOf(tokens, requests, price.prices) : sum),
      null,
    );
    return [{ reason, tokens: these.reduce((sum, { tokens }) => sum + totalTokens(tokens), 0n), actual }];
  });
}

/**
 * The scenarios that are kept, the latest first; `deleted`: those that were taken away instead. A personal one is there for whoever keeps it. Who sees only
 * some teams sees none about others, or about projects, but their own.
 */
export async function scenarios(access: Access, { deleted = false } = {}): Promise<KeptScenario[]> {
  const { rows } = await pool().query(`select * from scenario where ${seen} and (deleted_at is not null) = $3 order by id desc`, [
    access.workspaceId,
    access.actor,
    deleted,
  ]);
  return visibleTo(access, rows.map(toScenario));
}

/** One that is kept. Throws `not_found`. */
export async function keptScenario(access: Access, id: number): Promise<KeptScenario> {
  const [found] = await keptScenarios(access, [id]);
  if (!found) throw new Refusal("not_found", `there is no scenario ${id}`);
  return found;
}

/** Those of some that are kept, in the order they are asked for. */
export async function keptScenarios(access: Access, ids: readonly number[]): Promise<KeptScenario[]> {
  const { rows } = await pool().query(
    `select * from scenario where ${seen} and id = any($3::int4[]) and deleted_at is null order by array_position($3::int4[], id)`,
    [access.workspaceId, access.actor, ids],
  );
  return visibleTo(access, rows.map(toScenario));
}

const seen = "workspace_id = $1 and (not is_personal or created_by = $2)";

type Row = { id: number; name: string; note: string | null; move: WrittenMove; is_personal: boolean; created_at: Date; created_by: string };

function toScenario({ id, name, note, move, ...row }: Row): KeptScenario {
  return {
    ...{ id, name, note, move, scenario: moveSchema.parse(move), isPersonal: row.is_personal },
    ...{ createdAt: row.created_at.getTime(), createdBy: row.created_by },
  };
}

async function visibleTo({ workspaceId, teams }: Access, all: KeptScenario[]): Promise<KeptScenario[]> {
  if (teams === "all") return all;
  const { rows } = await pool().query<{ name: string }>("select name from dimension_value where workspace_id = $1 and id = any($2::int4[])", [
    workspaceId,
    [...teams],
  ]);
  const names = new Set<string | null>(rows.map(({ name }) => name));
  return all.filter(
    ({ isPersonal, scenario: { scope } }) => isPersonal || (scope.projects.length === 0 && scope.teams.every((team) => names.has(team))),
  );
}
