import { type Currency, type Minor, ofMinor, toMinor } from "@/lib/currency/currency";
import { converted, type MonthRate } from "@/lib/currency/rate";
import type { ChargeKind } from "@/lib/fixed-charges/fixed-charge";
import type { Month } from "@/lib/period";
import { addSums, noSums, type Sums } from "@/lib/spend/spend";
import { totalTokens } from "@/lib/usage/tokens";
import { apportion } from "./apportion";
import type { Account } from "./rule";
import { type Own, type SpreadRule, spread, spreadRuleFor, type Weights, weightsOf } from "./spread";

/** Usage of a month by where it is booked, whose it is and its model. */
export type BookedUsage = { account: Account | null; team: string | null; provider: string | null; model: string | null; sums: Sums };

/** A charge of a month, in smallest units of its currency, by where its days are booked. */
export type BookedCharge = {
  id: number;
  kind: ChargeKind;
  item: string;
  currency: Currency;
  amount: Minor;
  accounts: readonly { account: Account | null; days: number }[];
};

/** Cents of the dollar, and smallest units of the reporting currency; null: there is no rate. */
export type Amounts = { usd: Minor | null; reporting: Minor | null };

/** One line of the statement: what is charged to an account, for what. `share`: its own, spread over several, or left over. */
export type Booking = {
  account: Account | null;
  kind: "usage" | ChargeKind;
  share: "own" | "shared" | "unallocated";
  /** Of a charge: which line, and what it is. */
  charge: { id: number; item: string } | null;
  amounts: Amounts;
};

/** What a cost centre, or nobody (null), is charged. `usage`: of its own. */
export type CentreTotal = { centre: string | null; usage: Sums; own: Record<Part, Amounts>; shared: Record<Part, Amounts>; total: Amounts };
const parts = ["usage", "charges"] as const;
type Part = (typeof parts)[number];

export type Statement = {
  month: Month;
  /** The currency it is told in beside dollars; dollars where there is no rate. */
  currency: Currency;
  /** From dollars; null: it is told in dollars only. */
  rate: MonthRate | null;
  bookings: readonly Booking[];
  usage: readonly BookedUsage[];
  /** Cost centres by name, what belongs to none last. They make the whole, to the cent. */
  centres: readonly CentreTotal[];
  total: CentreTotal;
  /** Charges without a rate to one of the currencies: they are in none of its sums. */
  unconverted: readonly BookedCharge[];
};

type Given = {
  month: Month;
  usage: readonly BookedUsage[];
  charges: readonly BookedCharge[];
  spreads: readonly SpreadRule[];
  /** The reporting currency, and the month's rates to it and to dollars. */
  currency: Currency;
  rateOf: (from: Currency, to: Currency) => MonthRate | null;
};

/**
 * Books a month: usage and charges to their accounts, then what belongs to none by the rules of spreading. Usage as a whole, and each charge, is converted and
 * rounded to the smallest unit once; its parts are units of that whole, by the largest remainder. So every row and column adds up to the cent.
 */
export function statementOf({ month, usage, charges, spreads, currency: wanted, rateOf }: Given): Statement {
  const rate = rateOf("USD", wanted);
  const currency = rate ? wanted : "USD";
  const own = ownOf(usage, charges);
  const spreadOver = (pool: "usage" | ChargeKind) => weightsOf(spreadRuleFor(spreads, pool, month), own);
  const inBoth = (amount: { digits: bigint; scale: number }, from: Currency): Amounts => {
    const to = (target: Currency) => {
      const found = rateOf(from, target);
      return found && toMinor(converted(amount, found), target);
    };
    return { usd: to("USD"), reporting: to(currency) };
  };
  const cost = usage.reduce((sum, { sums }) => sum + (sums.cost ?? 0n), 0n);
  const usageOwners = usage.map(({ account, sums }) => ({ account, weight: sums.cost ?? 0n }));
  const bookings = [
    ...booked(inBoth({ digits: cost, scale: 12 }, "USD"), usageOwners, spreadOver("usage")).map((line) => ({
      ...line,
      kind: "usage" as const,
      charge: null,
    })),
    ...charges.flatMap((charge) => {
      const owners = charge.accounts.map(({ account, days }) => ({ account, weight: BigInt(days) }));
      const lines = booked(inBoth(ofMinor(charge.amount, charge.currency), charge.currency), owners, spreadOver(charge.kind));
      return lines.map((line) => ({ ...line, kind: charge.kind, charge: { id: charge.id, item: charge.item } }));
    }),
  ];
  const names = [...new Set(bookings.flatMap(({ account }) => account?.centre ?? []))].sort((a, b) => (a < b ? -1 : 1));
  const isHere = (centre: string | null) => (account: Account | null) => (account?.centre ?? null) === centre;
  const totalOf = (centre: string | null, of: (account: Account | null) => boolean): CentreTotal =>
    centreTotal(centre, { bookings: bookings.filter(({ account }) => of(account)), usage: usage.filter(({ account }) => of(account)) });
  return {
    ...{ month, currency, rate: currency === "USD" ? null : rate, bookings, usage },
    centres: [...names, null].map((centre) => totalOf(centre, isHere(centre))),
    total: totalOf(null, () => true),
    unconverted: charges.filter(({ currency: from }) => !rateOf(from, "USD") || !rateOf(from, currency)),
  };
}

/** What the cost centres have of their own; one that has only charges takes part in even shares. */
function ownOf(usage: readonly BookedUsage[], charges: readonly BookedCharge[]): Own[] {
  const centres = new Map<string, Own>();
  const at = (account: Account | null) => {
    if (!account) return null;
    const known = centres.get(account.centre) ?? { centre: account.centre, cost: 0n, tokens: 0n };
    centres.set(account.centre, known);
    return known;
  };
  for (const { account, sums } of usage) {
    const centre = at(account);
    if (!centre) continue;
    centre.cost += sums.cost ?? 0n;
    centre.tokens += totalTokens(sums.tokens);
  }
  for (const { accounts } of charges) for (const { account } of accounts) at(account);
  return [...centres.values()].sort((a, b) => (a.centre < b.centre ? -1 : 1));
}

type Line = Pick<Booking, "account" | "share" | "amounts">;

/** An amount to its owners by weights, and the part of nobody spread. */
function booked(whole: Amounts, owners: readonly { account: Account | null; weight: bigint }[], weights: Weights): Line[] {
  const lines = new Map<string, Line>();
  const add = (currency: keyof Amounts, share: Booking["share"], account: Account | null, amount: Minor) => {
    const key = JSON.stringify([share, account?.centre, account?.ledger]);
    const line = lines.get(key) ?? { account, share, amounts: { usd: null, reporting: null } };
    lines.set(key, { ...line, amounts: { ...line.amounts, [currency]: (line.amounts[currency] ?? 0n) + amount } });
  };
  const grouped = byAccount(owners);
  for (const currency of ["usd", "reporting"] as const) {
    const all = whole[currency];
    if (all === null) continue;
    const isWeighed = grouped.some(({ weight }) => weight > 0n);
    // What weighs nothing costs nothing; where nothing weighs anything, it is nobody's.
    const amounts = isWeighed
      ? apportion(
          all,
          grouped.map(({ weight }) => weight),
        )
      : [];
    let shared = isWeighed ? 0n : all;
    for (const [place, { account }] of grouped.entries()) {
      if (account) add(currency, "own", account, amounts[place] ?? 0n);
      else shared += amounts[place] ?? 0n;
    }
    const { parts: spreadParts, unallocated } = spread(shared, weights);
    for (const { centre, amount } of spreadParts) if (amount) add(currency, "shared", { centre, ledger: weights?.ledger ?? null }, amount);
    if (unallocated) add(currency, "unallocated", null, unallocated);
  }
  return [...lines.values()];
}

/** One owner an account, in one order, so that equal months are booked alike. */
function byAccount(owners: readonly { account: Account | null; weight: bigint }[]): { account: Account | null; weight: bigint }[] {
  const found = new Map<string, { account: Account | null; weight: bigint }>();
  for (const { account, weight } of owners) {
    const key = account ? JSON.stringify([account.centre, account.ledger]) : "";
    found.set(key, { account, weight: (found.get(key)?.weight ?? 0n) + weight });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, owner]) => owner);
}

function centreTotal(centre: string | null, { bookings, usage }: Pick<Statement, "bookings" | "usage">): CentreTotal {
  const sum = (wanted: (booking: Booking) => boolean): Amounts =>
    bookings
      .filter(wanted)
      .reduce<Amounts>((all, { amounts }) => ({ usd: plus(all.usd, amounts.usd), reporting: plus(all.reporting, amounts.reporting) }), {
        ...{ usd: 0n, reporting: 0n },
      });
  const of = (isShared: boolean) =>
    Object.fromEntries(
      parts.map((part) => [part, sum(({ kind, share }) => (kind === "usage") === (part === "usage") && (share === "shared") === isShared)]),
    ) as Record<Part, Amounts>;
  return { centre, usage: usage.map(({ sums }) => sums).reduce(addSums, noSums), own: of(false), shared: of(true), total: sum(() => true) };
}

/** What has no rate is in no sum. */
function plus(sum: Minor | null, amount: Minor | null): Minor {
  return (sum ?? 0n) + (amount ?? 0n);
}
