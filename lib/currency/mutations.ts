import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { pool, transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { decimalText, parseDecimal } from "@/lib/money";
import type { Day } from "@/lib/period";
import type { Currency } from "./currency";
import { type EcbRates, ratesOfEcb } from "./ecb";
import { currenciesUsed, type RateSource, type ReportingCurrency, rateSourceById, reportingCurrency } from "./queries";
import type { Rate } from "./rate";

type From = { address?: string | undefined };

/** Chooses the reporting currency, and which rate a month has. Months that are closed keep theirs. */
export async function chooseCurrency(access: Access, chosen: ReportingCurrency, { address }: From = {}): Promise<ReportingCurrency> {
  return transaction(async (client) => {
    const before = await reportingCurrency(access, { within: client });
    if (before.currency === chosen.currency && before.rule === chosen.rule) return before;
    await client.query("insert into reporting_currency (workspace_id, currency, rule, recorded_at, recorded_by) values ($1, $2, $3, $4, $5)", [
      ...[access.workspaceId, chosen.currency, chosen.rule, new Date(now()), access.actor],
    ]);
    await audit(client, access, { action: "currency.chosen", before, after: chosen, address });
    return chosen;
  });
}

/** Records one rate. An earlier one of the same day stays in the history, and counts no more. */
export async function recordRate(access: Access, rate: Rate, { address }: From = {}): Promise<RateSource> {
  return transaction(async (client) => {
    const id = await insert(client, access, rate.source, [rate]);
    await audit(client, access, { action: "rates.recorded", target: String(id), after: { ...rate, rate: decimalText(rate.rate) }, address });
    return rateSourceById(access, id, client);
  });
}

/** What a file of rates would add: days that are new, and those that say another rate than is known. */
export type EcbChange = EcbRates & { added: EcbRates["rates"]; changed: { day: Day; currency: Currency; before: string; after: string }[] };

/** What a file of the European Central Bank would add to the rates there are. Throws `invalid_input`. */
export async function ecbChange(access: Access, text: string, client: pg.ClientBase | pg.Pool = pool()): Promise<EcbChange> {
  const read = ratesOfEcb(text, await currenciesUsed(access));
  const { rows } = await client.query<{ day: Day; currency: Currency; rate: string }>(
    `select distinct on (r.day, r.to_currency) r.day::text, r.to_currency as currency, r.rate::text
     from currency_rate r join rate_source s on s.workspace_id = r.workspace_id and s.id = r.source_id and s.withdrawn_at is null
     where r.workspace_id = $1 and r.from_currency = 'EUR' order by r.day, r.to_currency, r.source_id desc`,
    [access.workspaceId],
  );
  const known = new Map(rows.map(({ day, currency, rate }) => [`${day} ${currency}`, decimalText(parseDecimal(rate))]));
  const of = ({ day, to }: EcbRates["rates"][number]) => known.get(`${day} ${to}`);
  const changed = read.rates.filter((rate) => of(rate) !== undefined && of(rate) !== decimalText(rate.rate));
  return {
    ...read,
    added: read.rates.filter((rate) => of(rate) === undefined),
    changed: changed.map((rate) => ({ day: rate.day, currency: rate.to, before: of(rate) ?? "", after: decimalText(rate.rate) })),
  };
}

/** Records what a file of the European Central Bank adds; null: all of it is known. Throws `invalid_input`. */
export async function recordEcb(access: Access, text: string, { address }: From = {}): Promise<{ source: RateSource | null; change: EcbChange }> {
  return transaction(async (client) => {
    const change = await ecbChange(access, text, client);
    const isChanged = new Set(change.changed.map(({ day, currency }) => `${day} ${currency}`));
    const news = [...change.added, ...change.rates.filter(({ day, to }) => isChanged.has(`${day} ${to}`))];
    if (!news.length) return { source: null, change };
    const id = await insert(client, access, ecbName, news);
    const source = await rateSourceById(access, id, client);
    const { rates, first, last, name } = source;
    await audit(client, access, { action: "rates.recorded", target: String(id), after: { source: name, rates, first, last }, address });
    return { source, change };
  });
}

const ecbName = "European Central Bank, eurofxref-hist.csv";

/** Takes rates that were recorded together out of force; they stay in the history. Throws `not_found`, `rule_not_in_force`. */
export async function withdrawRates(access: Access, id: number, { address }: From = {}): Promise<RateSource> {
  return transaction(async (client) => {
    const before = await rateSourceById(access, id, client);
    const { rowCount } = await client.query(
      "update rate_source set withdrawn_at = $3, withdrawn_by = $4 where workspace_id = $1 and id = $2 and withdrawn_at is null",
      [access.workspaceId, id, new Date(now()), access.actor],
    );
    if (!rowCount) throw new Refusal("rule_not_in_force", `the rates ${id} were withdrawn before`);
    const { name, rates, first, last } = before;
    await audit(client, access, { action: "rates.withdrawn", target: String(id), before: { source: name, rates, first, last }, address });
    return rateSourceById(access, id, client);
  });
}

async function insert(client: pg.ClientBase, access: Access, name: string, rates: readonly Omit<Rate, "source">[]): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    "insert into rate_source (workspace_id, name, recorded_at, recorded_by) values ($1, $2, $3, $4) returning id",
    [access.workspaceId, name, new Date(now()), access.actor],
  );
  const id = rows[0]?.id ?? 0;
  await client.query(
    `insert into currency_rate (workspace_id, source_id, day, from_currency, to_currency, rate)
     select $1, $2, v.* from unnest($3::date[], $4::text[], $5::text[], $6::numeric[]) v`,
    [
      ...[access.workspaceId, id, rates.map(({ day }) => day), rates.map(({ from }) => from), rates.map(({ to }) => to)],
      rates.map(({ rate }) => decimalText(rate)),
    ],
  );
  return id;
}
