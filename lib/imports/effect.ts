import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { closedMonths } from "@/lib/adjustments/queries";
import { Refusal } from "@/lib/errors";
import { dollars, type Pico } from "@/lib/money";
import { type Day, dayOf, type Month, monthOf, monthPeriod, type Period } from "@/lib/period";
import { type Explanation, explainedCost, explanationOf } from "@/lib/spend/explanation";
import { explanationJson } from "@/lib/spend/explanation-json";
import { pricesKnown, resolved, scopeOf, spend } from "@/lib/spend/queries";
import { spendTotal } from "@/lib/spend/spend";
import { toKeyUsage } from "@/lib/spend/usage";
import { addAmounts, parseAmount } from "@/lib/usage/amount";
import { tokenClasses, wireCount } from "@/lib/usage/tokens";
import type { Interner } from "./dimensions";
import { type Days, gapsAround } from "./gaps";

/** A month's cost; null: nothing in it has a price. */
type MonthCost = { cost: Pico | null; unpricedTokens: bigint };

/** What an import that is only checked would do. */
export type ImportEffect = {
  /** Rows that are known, by the import that holds them; null: this file itself, further up. */
  knownIn: { importId: number | null; filename: string | null; rows: number }[];
  /** The first of the refused lines. */
  rejectedLines: { line: number; code: string }[];
  /** The days it covers, in the workspace's zone; null: no row. */
  period: Days | null;
  /** Days between it and what its source has before and after it. */
  gaps: Days[];
  newModels: string[];
  unpricedModels: string[];
  months: { month: Month; isClosed: boolean; before: MonthCost; after: MonthCost; explanation: Explanation }[];
  /** What the rows that say their cost in dollars say, and what the same rows cost by the price book; null: none says it. */
  reported: { rows: number; reported: string; derived: Pico | null; unpricedTokens: bigint; explanation: Explanation } | null;
};

type Checked = {
  id: number;
  source: string;
  interner: Interner;
  known: ReadonlyMap<number, number>;
  /** Of the first and last row, known ones included. */
  times: Period | null;
};

/**
 * What the import that has been merged in this transaction would do; the transaction is to be rolled back.
 */
export async function effectOf(
  client: pg.ClientBase,
  access: Access,
  { id, source, interner, known, times }: Checked,
): Promise<Omit<ImportEffect, "rejectedLines" | "newModels" | "unpricedModels">> {
  await count(client, access, id, interner);
  const day = (instant: number): Day => dayOf(instant, access.timezone);
  const period = times && { from: day(times.from), to: day(times.to) };
  return {
    knownIn: await holders(client, access, id, known),
    period,
    gaps: period ? gapsAround(period, await covered(client, access, id, source)) : [],
    months: times ? await months(client, access, times) : [],
    reported: times && (await reportedBeside(client, access, id, times)),
  };
}

/** Lets what was merged count in this transaction: its import is done, and its new names are there. */
async function count(client: pg.ClientBase, { workspaceId, actor }: Access, id: number, interner: Interner): Promise<void> {
  await client.query("insert into import (workspace_id, id, status, filename, actor) values ($1, $2, 'done', '', $3)", [workspaceId, id, actor]);
  const names = interner.unwritten();
  const { rowCount } = await client.query(
    `insert into dimension_value (workspace_id, id, kind, provider, name)
     select $1, v.* from unnest($2::int4[], $3::text[], $4::text[], $5::text[]) v (id, kind, provider, name)
     on conflict do nothing`,
    [workspaceId, ...(["id", "kind", "provider", "name"] as const).map((column) => names.map((value) => value[column]))],
  );
  if (rowCount !== names.length)
    throw new Refusal("busy", "another import has just brought the same new names; check again", { retryAfterSeconds: 1 });
}

async function holders(
  client: pg.ClientBase,
  { workspaceId }: Access,
  id: number,
  known: ReadonlyMap<number, number>,
): Promise<ImportEffect["knownIn"]> {
  const { rows } = await client.query<{ id: number; filename: string }>(
    "select id, filename from import where workspace_id = $1 and id = any($2::int4[]) and id <> $3 order by id",
    [workspaceId, [...known.keys()], id],
  );
  const own = known.get(id) ?? 0;
  return [
    ...rows.map(({ id: importId, filename }) => ({ importId, filename, rows: known.get(importId) ?? 0 })),
    ...(own ? [{ importId: null, filename: null, rows: own }] : []),
  ];
}

/** The days that other imports of a source lie between. */
async function covered(client: pg.ClientBase, { workspaceId, timezone }: Access, id: number, source: string): Promise<Days[]> {
  const { rows } = await client.query<{ first_at: Date; last_at: Date }>(
    "select first_at, last_at from import where workspace_id = $1 and source = $2 and id <> $3 and status = 'done' and first_at is not null and last_at is not null",
    [workspaceId, source, id],
  );
  return rows.map(({ first_at, last_at }) => ({ from: dayOf(first_at.getTime(), timezone), to: dayOf(last_at.getTime(), timezone) }));
}

/** What the months of these times cost without the import, and with it. Only months that change, or have rows of it. */
async function months(client: pg.ClientBase, access: Access, { from, to }: Period): Promise<ImportEffect["months"]> {
  const [first, last] = [monthOf(from, access.timezone), monthOf(to, access.timezone)];
  const query = {
    period: { from: monthPeriod(first, access.timezone).from, to: monthPeriod(last, access.timezone).to },
    granularity: "month",
  } as const;
  // Nobody else writes usage of this workspace until the transaction ends, so what others see is what was before.
  const [before, after] = [await spend(access, query), await spend(access, query, client)];
  const costs = ({ rows }: typeof after) =>
    new Map(rows.map(({ period, cost, unpriced }) => [period ?? "", { cost, unpricedTokens: unpriced.tokens }]));
  const known = costs(before);
  const closed = new Set((await closedMonths(access, client)).map((each) => each.month));
  const found: ImportEffect["months"] = [];
  for (const [month, cost] of costs(after)) {
    const explanation = await explainedCost(access, { period: monthPeriod(month, access.timezone) }, client);
    found.push({ month, isClosed: closed.has(month), before: known.get(month) ?? { cost: 0n, unpricedTokens: 0n }, after: cost, explanation });
  }
  return found;
}

/** The rows of an import that say their cost in dollars, beside the same rows by the price book. */
async function reportedBeside(client: pg.ClientBase, access: Access, id: number, { from, to }: Period): Promise<ImportEffect["reported"]> {
  const prices = await pricesKnown(access, undefined, client);
  const scope = scopeOf({ period: { from, to: to + 1 } }, prices);
  const { rows } = await client.query(
    `with used as (
       select raw_model_id, service_tier_id, prompt_band, width_bucket(starts_at, $5::timestamptz[]) as epoch, count(*) as rows, sum(reported_cost)::text as reported,
         coalesce(sum(requests), 0) as requests, ${tokenClasses.map((name) => `sum(${name}) as ${name}`).join(", ")}
       from usage_event where workspace_id = $1 and import_id = $2 and starts_at between $3 and $4 and not superseded and reported_currency = 'USD' group by 1, 2, 3, 4)
     select used.*, m.provider, m.name, coalesce(t.name, '') as tier from used
       join dimension_value m on m.workspace_id = $1 and m.id = used.raw_model_id
       left join dimension_value t on t.workspace_id = $1 and t.id = used.service_tier_id`,
    [access.workspaceId, id, new Date(from), new Date(to), scope.cuts.map((cut) => new Date(cut))],
  );
  if (!rows.length) return null;
  const priced = resolved(
    rows.map((row) => toKeyUsage(row)),
    scope,
    prices,
  );
  const { cost, unpriced } = spendTotal(priced, null);
  return {
    rows: rows.reduce((sum, row) => sum + Number(row.rows), 0),
    reported: rows.reduce((sum, row) => addAmounts(sum, parseAmount(row.reported, ",") ?? "0"), "0"),
    derived: cost,
    unpricedTokens: unpriced.tokens,
    explanation: explanationOf(priced.toSorted((a, b) => a.epoch - b.epoch)),
  };
}

/** As the API answers it. */
export function effectJson(effect: ImportEffect): Record<string, unknown> {
  const money = (cost: Pico | null) => (cost === null ? null : dollars(cost));
  const { reported } = effect;
  const isWhole = reported !== null && reported.derived !== null && reported.unpricedTokens === 0n;
  return {
    known_in: effect.knownIn.map(({ importId, filename, rows }) => ({ import: importId === null ? null : String(importId), filename, rows })),
    rejected_lines: effect.rejectedLines,
    period: effect.period,
    gaps: effect.gaps,
    new_models: effect.newModels,
    unpriced_models: effect.unpricedModels,
    months: effect.months.map(({ month, isClosed, before, after, explanation }) => ({
      ...{ month, closed: isClosed },
      ...{ before: money(before.cost), before_unpriced_tokens: wireCount(before.unpricedTokens) },
      ...{ after: money(after.cost), after_unpriced_tokens: wireCount(after.unpricedTokens) },
      after_explained: explanationJson(explanation),
    })),
    reported: reported && {
      rows: reported.rows,
      reported: reported.reported,
      derived: money(reported.derived),
      derived_explained: explanationJson(reported.explanation),
      unpriced_tokens: wireCount(reported.unpricedTokens),
      difference: isWhole ? addAmounts(dollars(reported.derived ?? 0n), negated(reported.reported)) : null,
    },
  };
}

function negated(amount: string): string {
  return amount.startsWith("-") ? amount.slice(1) : amount === "0" ? amount : `-${amount}`;
}
