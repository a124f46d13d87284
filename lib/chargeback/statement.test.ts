import fc from "fast-check";
import { expect, test } from "vitest";
import { minorText } from "@/lib/currency/currency";
import type { MonthRate } from "@/lib/currency/rate";
import { parseDecimal, parseDollars } from "@/lib/money";
import { noSums } from "@/lib/spend/spend";
import type { SpreadRule } from "./spread";
import { type BookedCharge, type BookedUsage, type CentreTotal, type Statement, statementOf } from "./statement";

const rate = (from: string, to: string, of: string): MonthRate => ({
  ...{ from, to, rate: parseDecimal(of), rule: "last", first: "2026-06-30", last: "2026-06-30", days: 1, sources: ["bank"] },
});
const rates = (of: Record<string, string>) => (from: string, to: string) => {
  const text = from === to ? "1" : of[`${from}${to}`];
  return text ? rate(from, to, text) : null;
};
const account = (centre: string) => ({ centre, ledger: null });
const used = (centre: string | null, dollars: string, tokens = 0n): BookedUsage => ({
  ...{ account: centre === null ? null : account(centre), team: null, provider: null, model: null },
  sums: { ...noSums, tokens: { ...noSums.tokens, input: tokens }, cost: parseDollars(dollars) },
});
const charge = (id: number, kind: BookedCharge["kind"], amount: bigint, centre: string | null = null, currency = "USD"): BookedCharge => ({
  ...{ id, kind, item: kind, amount, currency, accounts: [{ account: centre === null ? null : account(centre), days: 30 }] },
});
const by = (pool: SpreadRule["pool"], method: SpreadRule["method"]): SpreadRule => ({
  id: 1,
  pool,
  method,
  shares: [],
  ledger: null,
  startsOn: null,
});
const said = (statement: Statement, of: "usd" | "reporting") => {
  const text = ({ own, shared, total }: CentreTotal) =>
    [own.usage, shared.usage, own.charges, shared.charges, total]
      .map((each) => minorText(each[of] ?? 0n, of === "usd" ? "USD" : statement.currency))
      .join(" ");
  return [...statement.centres.map((each) => `${each.centre}: ${text(each)}`), `all: ${text(statement.total)}`];
};

test("a month with shared usage, seats and a credit, in dollars and euros, worked by hand", () => {
  const statement = statementOf({
    month: "2026-06",
    usage: [used("CC100", "60", 100n), used("CC200", "30", 900n), used(null, "10.01")],
    charges: [charge(1, "subscription", 75_000n), charge(2, "credit", -500n), charge(3, "fee", 1_000n, "CC100")],
    spreads: [by("usage", "cost"), by("charges", "tokens")],
    ...{ currency: "EUR", rateOf: rates({ USDEUR: "0.86" }) },
  });
  // Own usage 60 and 30; the 10.01 of nobody by cost, 2 : 1 → 6.673… and 3.336… → 6.67 and 3.34 (the cent goes to the larger remainder, .336 × 2 = .673).
  // Charges of nobody 750 − 5 by tokens, 1 : 9 → 75 and 675, −0.50 and −4.50; the fee is CC100's own.
  expect(said(statement, "usd")).toEqual([
    "CC100: 60 6.67 10 74.5 151.17",
    "CC200: 30 3.34 0 670.5 703.84",
    "null: 0 0 0 0 0",
    "all: 90 10.01 10 745 855.01",
  ]);
  // The whole usage, 100.01 × 0.86 = 86.0086 → 86.01 euros, shared 60 : 30 : 10.01 → 51.60…, 25.80…, 8.60…; 750 → 645, −5 → −4.30, 10 → 8.60.
  expect(said(statement, "reporting").at(-1)).toBe("all: 77.4 8.61 8.6 640.7 735.31");
  expect(statement.rate?.sources).toEqual(["bank"]);
});

test("without rules of spreading what is nobody's stays unallocated", () => {
  const statement = statementOf({
    ...{ month: "2026-06", usage: [used("CC100", "60"), used(null, "10.01")], charges: [charge(1, "tax", 333n)], spreads: [] },
    ...{ currency: "USD", rateOf: rates({}) },
  });
  expect(said(statement, "usd")).toEqual(["CC100: 60 0 0 0 60", "null: 10.01 0 3.33 0 13.34", "all: 70.01 0 3.33 0 73.34"]);
});

test("without a rate amounts stay in dollars; a charge without one is in no sum, and says so", () => {
  const statement = statementOf({
    ...{ month: "2026-06", usage: [used("CC100", "60")], charges: [charge(1, "tax", 333n, "CC100", "GBP")], spreads: [] },
    ...{ currency: "EUR", rateOf: rates({}) },
  });
  expect([statement.currency, statement.rate, statement.unconverted.map(({ id }) => id)]).toEqual(["USD", null, [1]]);
  expect(said(statement, "usd").at(-1)).toBe("all: 60 0 0 0 60");
});

test("cost centres and what is unallocated make the whole, to the cent, in both currencies and every column", () => {
  const centre = fc.constantFrom("A", "B", "C", null);
  const usage = fc.array(fc.tuple(centre, fc.bigInt(0n, 10n ** 16n)), { maxLength: 8 });
  const charges = fc.array(
    fc.tuple(centre, fc.bigInt(-100_000n, 100_000n), fc.constantFrom("subscription", "credit", "tax"), fc.constantFrom("USD", "EUR", "JPY")),
    {
      maxLength: 6,
    },
  );
  const methods = fc.constantFrom("none", "even", "cost", "tokens");
  fc.assert(
    fc.property(usage, charges, methods, methods, fc.constantFrom("USD", "EUR", "JPY", "KWD"), (used0, charged, one, other, currency) => {
      const rateOf = rates({
        USDEUR: "0.8604371",
        EURUSD: "1.1622",
        USDJPY: "147.4358974",
        JPYUSD: "0.006782608696",
        EURJPY: "171.35",
        JPYEUR: "0.005836",
        USDKWD: "0.30712345",
      });
      const statement = statementOf({
        month: "2026-06",
        usage: used0.map(([of, cost]) => ({ ...used(of, "0"), sums: { ...noSums, cost, tokens: { ...noSums.tokens, input: cost % 97n } } })),
        charges: charged.map(([of, amount, kind, own], place) => charge(place, kind, amount, of, own)),
        spreads: [by("usage", one), by("charges", other)],
        ...{ currency, rateOf },
      });
      const { centres, total } = statement;
      for (const of of ["usd", "reporting"] as const) {
        const cells = ({ own, shared }: CentreTotal) => [own.usage, shared.usage, own.charges, shared.charges].map((each) => each[of] ?? 0n);
        const sum = (all: bigint[]) => all.reduce((a, b) => a + b, 0n);
        for (const each of [...centres, total]) expect(sum(cells(each))).toBe(each.total[of]);
        for (const place of [0, 1, 2, 3]) expect(sum(centres.map((each) => cells(each)[place] ?? 0n))).toBe(cells(total)[place]);
      }
      // The usage of all of them is the usage there was, to the last digit.
      expect(centres.reduce((all, { usage: own }) => all + (own.cost ?? 0n), 0n)).toBe(used0.reduce((all, [, cost]) => all + cost, 0n));
    }),
  );
});
