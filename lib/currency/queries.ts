import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { type Decimal, parseDecimal } from "@/lib/money";
import { addDays, addMonths, type Day, type Instant, type Month } from "@/lib/period";
import type { Currency } from "./currency";
import { type MonthRate, monthRate, type Rate, type RateRule } from "./rate";

type Database = pg.ClientBase | pg.Pool;
export type KnownAt = { asOf?: Instant; within?: Database };

export type ReportingCurrency = { currency: Currency; rule: RateRule };
const dollar = "USD";

/** The currency that a workspace reports in, beside dollars; dollars until somebody chooses another. */
export async function reportingCurrency({ workspaceId }: Access, { asOf, within = pool() }: KnownAt = {}): Promise<ReportingCurrency> {
  const { rows } = await within.query<ReportingCurrency>(
    `select currency, rule from reporting_currency where workspace_id = $1 and ($2::timestamptz is null or recorded_at <= $2) order by id desc limit 1`,
    [workspaceId, asOf === undefined ? null : new Date(asOf)],
  );
  return rows[0] ?? { currency: dollar, rule: "last" };
}

/** The rates of a month: to the reporting currency, and to dollars. null: there is none, and amounts stay as they are. */
export type MonthRates = ReportingCurrency & { month: Month; to: (from: Currency, to: Currency) => MonthRate | null };

/** The rates that a month has from these currencies and from dollars, to the reporting currency and to dollars; as known at `asOf`. */
export async function monthRates(access: Access, month: Month, from: readonly Currency[], known: KnownAt = {}): Promise<MonthRates> {
  const reporting = await reportingCurrency(access, known);
  const targets = [reporting.currency, dollar];
  const pairs = [...new Set([dollar, ...from])].flatMap((each) => targets.filter((to) => to !== each).map((to) => [each, to] as const));
  const currencies = [...new Set(["EUR", ...targets, ...from])];
  const found = new Map<string, MonthRate | null>();
  // Most rates are of the month, or not much older; all history is read only where they are not.
  for (const since of [addDays(`${month}-01`, -40), null]) {
    const open = pairs.filter((pair) => !found.get(pair.join()));
    if (!open.length) break;
    const rates = await ratesUntil(access, { currencies, since, until: addDays(`${addMonths(month, 1)}-01`, -1) }, known);
    for (const pair of open) found.set(pair.join(), monthRate(rates, pair, month, reporting.rule));
  }
  return { ...reporting, month, to: (source, to) => (source === to ? unity(to, month) : (found.get([source, to].join()) ?? null)) };
}

/** A currency in itself. */
function unity(currency: Currency, month: Month): MonthRate {
  const last = addDays(`${addMonths(month, 1)}-01`, -1);
  return { from: currency, to: currency, rate: { digits: 1n, scale: 0 }, rule: "last", first: last, last, days: 1, sources: [] };
}

async function ratesUntil(
  { workspaceId }: Access,
  { currencies, since, until }: { currencies: readonly Currency[]; since: Day | null; until: Day },
  { asOf, within = pool() }: KnownAt,
): Promise<Rate[]> {
  const { rows } = await within.query<Omit<Rate, "rate"> & { rate: string }>(
    `select r.day::text, r.from_currency as from, r.to_currency as to, r.rate::text, s.name as source
     from currency_rate r join rate_source s on s.workspace_id = r.workspace_id and s.id = r.source_id
     where r.workspace_id = $1 and r.from_currency = any($2::text[]) and r.to_currency = any($2::text[]) and r.day <= $3 and ($4::date is null or r.day >= $4)
       and ($5::timestamptz is null or s.recorded_at <= $5) and (s.withdrawn_at is null or s.withdrawn_at > $5)
     order by r.source_id`,
    [workspaceId, [...currencies], until, since, asOf === undefined ? null : new Date(asOf)],
  );
  return rows.map((row) => ({ ...row, rate: parseDecimal(row.rate) }));
}

/** Rates that were recorded together: a file of them, or one that was typed. */
export type RateSource = {
  id: number;
  name: string;
  rates: number;
  first: Day;
  last: Day;
  /** Of one that was typed. */
  single: { from: Currency; to: Currency; rate: Decimal } | null;
  recordedAt: Instant;
  recordedBy: string;
  withdrawnAt: Instant | null;
  withdrawnBy: string | null;
};

/** Where rates came from, the latest first. */
export async function rateSources({ workspaceId }: Access, within: Database = pool()): Promise<RateSource[]> {
  const { rows } = await within.query(
    `select s.*, count(*)::int4 as rates, min(r.day)::text as first, max(r.day)::text as last, min(r.from_currency) as from_currency, min(r.to_currency) as to_currency,
       min(r.rate)::text as rate from rate_source s join currency_rate r on r.workspace_id = s.workspace_id and r.source_id = s.id
     where s.workspace_id = $1 group by s.workspace_id, s.id order by s.id desc`,
    [workspaceId],
  );
  return rows.map((row) => ({
    ...{ id: row.id, name: row.name, rates: row.rates, first: row.first, last: row.last },
    single: row.rates === 1 ? { from: row.from_currency, to: row.to_currency, rate: parseDecimal(row.rate) } : null,
    ...{ recordedAt: row.recorded_at.getTime(), recordedBy: row.recorded_by },
    ...{ withdrawnAt: row.withdrawn_at?.getTime() ?? null, withdrawnBy: row.withdrawn_by },
  }));
}

/** Rates that were recorded together. Throws `not_found`. */
export async function rateSourceById(access: Access, id: number, within?: Database): Promise<RateSource> {
  const source = (await rateSources(access, within)).find((each) => each.id === id);
  if (!source) throw new Refusal("not_found", `there are no rates ${id}`);
  return source;
}

/** The currencies that a workspace has amounts in, and reports in. */
export async function currenciesUsed(access: Access): Promise<Set<Currency>> {
  const [{ currency }, { rows }] = await Promise.all([
    reportingCurrency(access),
    pool().query<{ currency: Currency }>(
      `select distinct currency from fixed_charge where workspace_id = $1 and withdrawn_at is null
       union select distinct currency from charge where workspace_id = $1 and currency is not null and not superseded`,
      [access.workspaceId],
    ),
  ]);
  return new Set([dollar, currency, ...rows.map((row) => row.currency)]);
}
