import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { bookedPeriod } from "@/lib/adjustments/closed-month";
import { closedMonths } from "@/lib/adjustments/queries";
import { attributionRules } from "@/lib/attribution/queries";
import { type AttributionRule, mergedValue, mergesOf } from "@/lib/attribution/rule";
import { monthRates } from "@/lib/currency/queries";
import { pool, snapshot } from "@/lib/db";
import { type DueCharge, dueIn } from "@/lib/fixed-charges/queries";
import { parseDecimal } from "@/lib/money";
import { addMonths, type Day, daysBetween, daysPeriod, type Instant, type Month, type Period } from "@/lib/period";
import type { Dimension } from "@/lib/spend/dimension";
import { groupedInBatches, type Prices, pricesKnown, resolvedUsage, scopeOf } from "@/lib/spend/queries";
import { addSums, type Sums } from "@/lib/spend/spend";
import { type Account, askedBy, type ChargebackRule, type ChargedBy, chargedBy, type Stretch, stretchesOf, type Who } from "./rule";
import type { SpreadRule } from "./spread";
import { type BookedCharge, type BookedUsage, type Statement, statementOf } from "./statement";

type Database = pg.ClientBase | pg.Pool;

/** Who recorded and withdrew something, and when. */
export type Recorded = { note: string | null; recordedAt: Instant; recordedBy: string; withdrawnAt: Instant | null; withdrawnBy: string | null };
export type RecordedRule = ChargebackRule & Recorded & { names: Partial<Record<ChargedBy, string>> };
export type RecordedSpread = SpreadRule & Recorded;

/** Every rule there ever was, the latest recorded first. */
export async function chargebackHistory({ workspaceId }: Access, within: Database = pool()): Promise<RecordedRule[]> {
  const { rows } = await within.query("select *, starts_on::text from chargeback_rule where workspace_id = $1 order by id desc", [workspaceId]);
  const ids = new Set(rows.flatMap((row) => chargedBy.map((name) => row[`${name}_id`])));
  // Apart: names may be distributed, and rules are not (docs/scaling.md).
  const named = await within.query<{ id: number; name: string }>("select id, name from dimension_value where workspace_id = $1 and id = any($2)", [
    ...[workspaceId, [...ids].filter((id) => id !== null)],
  ]);
  const nameOf = new Map(named.rows.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({
    ...{ id: row.id, centre: row.cost_centre, ledger: row.ledger_code, startsOn: row.starts_on },
    scope: present((name) => row[`${name}_id`]),
    names: present((name) => nameOf.get(row[`${name}_id`]) ?? null),
    ...recordedOf(row),
  }));
}

/** Every rule of spreading there ever was, the latest recorded first. */
export async function spreadHistory({ workspaceId }: Access, within: Database = pool()): Promise<RecordedSpread[]> {
  const { rows } = await within.query("select *, starts_on::text from spread_rule where workspace_id = $1 order by id desc", [workspaceId]);
  return rows.map((row) => ({
    ...{ id: row.id, pool: row.pool, method: row.method, ledger: row.ledger_code, startsOn: row.starts_on },
    shares: row.shares.map(([centre, percent]: [string, string]) => ({ centre, percent: parseDecimal(percent) })),
    ...recordedOf(row),
  }));
}

/** Of all there was what is in force, as it was known then, in the order it was recorded. */
export function knownAt<R extends Recorded>(history: readonly R[], asOf: Instant = Number.POSITIVE_INFINITY): R[] {
  return history.filter(({ recordedAt, withdrawnAt }) => recordedAt <= asOf && (withdrawnAt === null || withdrawnAt > asOf)).toReversed();
}

function present<T>(of: (name: ChargedBy) => T | null): Partial<Record<ChargedBy, T>> {
  return Object.fromEntries(chargedBy.flatMap((name) => (of(name) === null ? [] : [[name, of(name)]])));
}

// biome-ignore lint/suspicious/noExplicitAny: a row of the table as the driver gives it; this function is what types it
function recordedOf(row: any): Recorded {
  return {
    ...{ note: row.note, recordedAt: row.recorded_at.getTime(), recordedBy: row.recorded_by },
    ...{ withdrawnAt: row.withdrawn_at?.getTime() ?? null, withdrawnBy: row.withdrawn_by },
  };
}

/** Whom a month is charged to. Within someone's transaction, and as rules, charges and rates were known at `asOf`, where they are given. */
export function chargeback(access: Access, month: Month, { asOf, within }: { asOf?: Instant; within?: pg.ClientBase } = {}): Promise<Statement> {
  const known = asOf === undefined ? {} : { asOf };
  const read = async (client: pg.ClientBase) => {
    const rules = knownAt(await chargebackHistory(access, client), asOf);
    const spreads = knownAt(await spreadHistory(access, client), asOf);
    const attribution = await attributionRules(client, access.workspaceId);
    const stretches = stretchesOf(rules, attribution, daysOf(month));
    const booked = bookedPeriod(month, access.timezone, await closedMonths(access, client));
    const usage = await bookedUsage(client, access, booked, stretches, askedBy(rules), asOf);
    const due = await dueIn(access, month, { ...known, within: client });
    const rates = await monthRates(
      access,
      month,
      due.map(({ currency }) => currency),
      { ...known, within: client },
    );
    const charges = due.map((charge) => bookedCharge(charge, stretches, attribution));
    return statementOf({ month, usage, charges, spreads, currency: rates.currency, rateOf: rates.to });
  };
  return within ? read(within) : snapshot(read);
}

export function daysOf(month: Month): { from: Day; to: Day } {
  return { from: `${month}-01`, to: `${addMonths(month, 1)}-01` };
}

const told = ["team", "provider", "model"] as const satisfies readonly Dimension[];

/** The usage of stretches by where it is booked, its team and model: every bit of it in one place. */
async function bookedUsage(
  client: pg.ClientBase,
  access: Access,
  booked: Period,
  stretches: readonly Stretch[],
  asked: readonly ChargedBy[],
  asOf: Instant | undefined,
): Promise<BookedUsage[]> {
  const prices = await pricesKnown(access, asOf, client);
  const found = new Map<string, BookedUsage>();
  for (const [place, { from, to, accountOf }] of stretches.entries()) {
    const days = daysPeriod(from, to, access.timezone);
    // The first and the last reach as far as the month is booked, also where the zone has changed.
    const period = { from: place === 0 ? booked.from : days.from, to: place === stretches.length - 1 ? booked.to : days.to };
    for await (const { who, names, sums } of usageOf(client, access, period, asked, told, prices)) {
      const account = accountOf(who);
      const [team = null, provider = null, model = null] = names;
      const key = JSON.stringify([account?.centre, account?.ledger, ...names]);
      const known = found.get(key);
      found.set(key, { account, team, provider, model, sums: known ? addSums(known.sums, sums) : sums });
    }
  }
  return [...found.values()];
}

/** The usage of a period by whom it counts under and by further names, priced; any number of groups. */
export async function* usageOf(
  client: pg.ClientBase,
  access: Access,
  period: Period,
  asked: readonly ChargedBy[],
  told: readonly Dimension[],
  prices: Prices,
): AsyncGenerator<{ who: Who; names: (string | null)[]; sums: Sums }> {
  const scope = scopeOf({ period }, prices);
  const usage = await resolvedUsage(client, access, scope, prices);
  const groupBy = [...new Set<Dimension>([...asked, ...told])];
  const batches = groupedInBatches(client, access, scope, { groupBy, granularity: "none" }, usage, ["cost"], ({ price }) => ({
    cost: price?.prices ?? null,
  }));
  for await (const { rows, nameOf } of batches) {
    for (const row of rows) {
      const who = Object.fromEntries(chargedBy.map((name) => [name, row.ids[name] ?? 0])) as Who;
      const { tokens, requests, unpriced } = row;
      yield { who, names: told.map((name) => nameOf(row, name)), sums: { tokens, requests, unpriced, cost: row.amounts.cost } };
    }
  }
}

/** A charge by its days: to its cost centre, else to that of its team on each of them. */
function bookedCharge(charge: DueCharge, stretches: readonly Stretch[], attribution: readonly AttributionRule[]): BookedCharge {
  const { id, kind, item, currency, amount, costCentre, team, first, last } = charge;
  const all = { id, kind, item, currency, amount };
  if (costCentre !== null) return { ...all, accounts: [{ account: { centre: costCentre, ledger: null }, days: 1 }] };
  const merges = mergesOf(attribution);
  const accounts = stretches.flatMap(({ from, to, accountOf }): { account: Account | null; days: number }[] => {
    const days = daysBetween(from, to).filter((day) => day >= first && day <= last).length;
    if (!days) return [];
    const who: Who = { api_key: 0, user: 0, project: 0, team: team ? mergedValue(merges, "team", team.id, from) : 0 };
    return [{ account: team && accountOf(who), days }];
  });
  return { ...all, accounts };
}
