import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { chargeback, chargebackHistory, knownAt, spreadHistory } from "@/lib/chargeback/queries";
import type { CentreTotal, Statement } from "@/lib/chargeback/statement";
import { type Currency, type Minor, minorPlaces, minorText, ofMinor, toMinor } from "@/lib/currency/currency";
import { type MonthRates, monthRates } from "@/lib/currency/queries";
import { converted, type MonthRate, type RateRule } from "@/lib/currency/rate";
import { type DueCharge, dueIn } from "@/lib/fixed-charges/queries";
import { decimalText, type Pico } from "@/lib/money";
import type { Instant, Month } from "@/lib/period";
import type { Column, Section, Value } from "./section";

/** The currency a month is reported in beside dollars, and its rate; null: dollars only, or there is none. */
export type Reporting = { currency: Currency; rule: RateRule; rate: MonthRate | null };

/** What finance adds to a month: its currency, its charges apart from usage, and whom it is charged to. */
export type Finance = { reporting: Reporting; sections: Section[] };

const picoPlaces = 12;

/** Reads what finance adds to a month, with sections only for what there is. `amounts`: what the report total is the sum of, by the words of its line. */
export async function financeOf(
  client: pg.ClientBase,
  access: Access,
  month: Month,
  amounts: readonly { line: string; amount: Pico }[],
  asOf: Instant | undefined,
): Promise<Finance> {
  const known = { within: client, ...(asOf !== undefined && { asOf }) };
  const due = await dueIn(access, month, known);
  const rates = await monthRates(
    access,
    month,
    due.map(({ currency }) => currency),
    known,
  );
  const rate = rates.currency === "USD" ? null : rates.to("USD", rates.currency);
  const statement = access.teams === "all" && (await asksForCentres(client, access, due, asOf)) ? await chargeback(access, month, known) : null;
  const isCharged = statement?.centres.some(({ centre }) => centre !== null);
  return {
    reporting: { currency: rates.currency, rule: rates.rule, rate },
    sections: [
      ...(due.length ? [chargeSection(due, rates)] : []),
      ...(rate ? [currencySection(amounts, due, rates, rate)] : []),
      ...(statement && isCharged ? [centreSection(statement)] : []),
    ],
  };
}

/** Whether anything names a cost centre at all: else nobody is charged, and nothing has to be read for it. */
async function asksForCentres(client: pg.ClientBase, access: Access, due: readonly DueCharge[], asOf: Instant | undefined): Promise<boolean> {
  if (due.some(({ costCentre }) => costCentre !== null)) return true;
  return knownAt(await chargebackHistory(access, client), asOf).length > 0 || knownAt(await spreadHistory(access, client), asOf).length > 0;
}

const text = (key: Column["key"]): Column => ({ key, kind: "text", isSummed: false });
const day = (key: Column["key"]): Column => ({ key, kind: "day", isSummed: false });
const dollars = (key: Column["key"]): Column => ({ key, kind: "money", isSummed: true });
const amount = (key: Column["key"], isSummed: boolean): Column => ({ key, kind: "amount", isSummed });

/** Smallest units as amounts are kept, 10⁻¹² of the currency. */
function pico(minor: Minor, currency: Currency): bigint {
  return minor * 10n ** BigInt(picoPlaces - minorPlaces(currency));
}

/** A charge in another currency, rounded once to its smallest unit; null: there is no rate. */
function chargeIn({ amount: own, currency }: DueCharge, to: Currency, rates: MonthRates): bigint | null {
  const rate = rates.to(currency, to);
  return rate && pico(toMinor(converted(ofMinor(own, currency), rate), to), to);
}

function sum(values: readonly (bigint | null)[]): bigint {
  return values.reduce<bigint>((all, value) => all + (value ?? 0n), 0n);
}

/** Subscriptions, commitments, fees, credits, refunds and taxes: apart from usage, and in no total of it. */
function chargeSection(due: readonly DueCharge[], rates: MonthRates): Section {
  const usd = due.map((charge) => chargeIn(charge, "USD", rates));
  const columns: Column[] = [
    ...[
      text("charge_id"),
      text("charge_kind"),
      text("item"),
      text("provider_charged"),
      text("charged_team"),
      text("charged_centre"),
      day("paid_from"),
      day("paid_to"),
    ],
    ...[amount("amount", false), text("currency"), dollars("charged_usd")],
  ];
  return {
    name: "charge",
    columns,
    rows: due.map((charge, place): Value[] => [
      ...[String(charge.id), charge.kind, charge.item, charge.provider, charge.team?.name ?? null, charge.costCentre, charge.first, charge.last],
      ...[pico(charge.amount, charge.currency), charge.currency, usd[place] ?? null],
    ]),
    total: [...Array.from({ length: columns.length - 1 }, () => null), sum(usd)],
  };
}

/** What the report total is the sum of, and the charges beside it, in dollars and in the reporting currency, each rounded once to its smallest unit. */
function currencySection(amounts: readonly { line: string; amount: Pico }[], due: readonly DueCharge[], rates: MonthRates, rate: MonthRate): Section {
  const { currency } = rates;
  const told = [currency, decimalText(rate.rate), rate.last, rate.sources.join("; ")];
  const lines = [
    ...amounts.map(({ line, amount: usd }) => ({
      line,
      usd: pico(toMinor({ digits: usd, scale: picoPlaces }, "USD"), "USD"),
      reporting: pico(toMinor(converted({ digits: usd, scale: picoPlaces }, rate), currency), currency),
    })),
    ...due.map((charge) => ({
      line: `${charge.item} (${minorText(charge.amount, charge.currency)} ${charge.currency})`,
      usd: chargeIn(charge, "USD", rates),
      reporting: chargeIn(charge, currency, rates),
    })),
  ];
  return {
    name: "currency",
    columns: [text("line"), dollars("amount_usd"), amount("amount", true), text("currency"), text("rate"), day("rate_day"), text("rate_source")],
    rows: lines.map(({ line, usd, reporting }): Value[] => [line, usd, reporting, ...told]),
    total: [null, sum(lines.map(({ usd }) => usd)), sum(lines.map(({ reporting }) => reporting)), ...told],
  };
}

/** What each cost centre is charged, what belongs to none last; their own usage adds up to the month's. */
function centreSection({ centres, total, currency }: Statement): Section {
  const row = ({ centre, usage, own, shared, total: charged }: CentreTotal): Value[] => [
    ...[centre, usage.requests, usage.cost ?? 0n, usage.unpriced.tokens],
    ...[own.usage, shared.usage, own.charges, shared.charges, charged].map(({ usd }) => usd && pico(usd, "USD")),
    ...[charged.reporting && pico(charged.reporting, currency), currency],
  ];
  return {
    name: "cost_centre",
    columns: [
      text("cost_centre"),
      { key: "requests", kind: "count", isSummed: true },
      { key: "cost_usd", kind: "money", isSummed: true, isRounded: true },
      { key: "unpriced_tokens", kind: "count", isSummed: true },
      ...(["own_usage_usd", "shared_usage_usd", "own_charges_usd", "shared_charges_usd", "charged_usd"] as const).map(dollars),
      amount("amount", true),
      text("currency"),
    ],
    rows: centres.map(row),
    total: row({ ...total, centre: null }),
  };
}
