import fc from "fast-check";
import { expect, test } from "vitest";
import { minorText } from "@/lib/currency/currency";
import { parseDecimal } from "@/lib/money";
import { addDays } from "@/lib/period";
import { amountIn, type FixedCharge, sumsByCurrency } from "./fixed-charge";

type Timed = Parameters<typeof amountIn>[0];
const charge = (given: Partial<Omit<FixedCharge, "price">> & { price: string }): Timed => ({
  ...{ seats: 1, currency: "USD", isMonthly: true, startsOn: "2026-01-01", endsOn: null },
  ...given,
  price: parseDecimal(given.price),
});
const due = (of: Timed, month: string) => {
  const found = amountIn(of, month);
  return found && `${minorText(found.amount, of.currency)} for ${found.days.paid}/${found.days.all}`;
};

test("a subscription costs its seats times its price in every whole month", () => {
  const seats = charge({ price: "25", seats: 30, startsOn: "2026-03-01", endsOn: "2026-05-31" });
  expect(due(seats, "2026-02")).toBeNull();
  expect(due(seats, "2026-03")).toBe("750 for 31/31"); // 30 × 25
  expect(due(seats, "2026-05")).toBe("750 for 31/31");
  expect(due(seats, "2026-06")).toBeNull();
});

test("a month that it begins or ends in counts by days", () => {
  const seats = charge({ price: "25", seats: 30, startsOn: "2026-06-16", endsOn: "2026-07-10" });
  expect(due(seats, "2026-06")).toBe("375 for 15/30"); // 750 × 15/30
  expect(due(seats, "2026-07")).toBe("241.94 for 10/31"); // 750 × 10/31 = 241.935…
  expect(due(charge({ price: "28", startsOn: "2028-02-29" }), "2028-02")).toBe("0.97 for 1/29"); // 28/29 = 0.9655…
});

test("an amount is rounded once to the smallest unit of its currency, halves to the even one", () => {
  expect(due(charge({ price: "0.01", startsOn: "2026-06-16" }), "2026-06")).toBe("0 for 15/30"); // half a cent: to 0
  expect(due(charge({ price: "0.03", startsOn: "2026-06-16" }), "2026-06")).toBe("0.02 for 15/30"); // one and a half: to 2
  expect(due(charge({ price: "2500", seats: 3, currency: "JPY", startsOn: "2026-06-21" }), "2026-06")).toBe("2500 for 10/30");
  expect(due(charge({ price: "1.001", currency: "KWD", startsOn: "2026-06-16" }), "2026-06")).toBe("0.5 for 15/30"); // 0.5005: to 0.500
  expect(due(charge({ price: "0.333333", seats: 3 }), "2026-06")).toBe("1 for 30/30"); // 0.999999
});

test("what is due once is due on its day, a credit takes off", () => {
  const credit = charge({ price: "-500", isMonthly: false, startsOn: "2026-06-30" });
  expect(due(credit, "2026-06")).toBe("-500 for 1/1");
  expect(due(credit, "2026-07")).toBeNull();
});

test("sums never mix currencies", () => {
  const lines = [
    { currency: "USD", amount: 100n },
    { currency: "EUR", amount: 5n },
    { currency: "USD", amount: -30n },
  ];
  expect([...sumsByCurrency(lines)]).toEqual([
    ["EUR", 5n],
    ["USD", 70n],
  ]);
});

test("a line cut in two at a day costs what it did, but for the rounding of the two", () => {
  const days = fc.integer({ min: 0, max: 60 }).map((count) => addDays("2026-06-01", count));
  fc.assert(
    fc.property(fc.bigInt(-1_000_000_000n, 1_000_000_000n), days, days, days, (digits, a, b, c) => {
      const [first = "", cut = "", last = ""] = [a, b, c].sort();
      const whole = { ...charge({ price: "0" }), price: { digits, scale: 2 }, startsOn: first, endsOn: last };
      for (const month of ["2026-06", "2026-07"]) {
        const of = (line: Timed) => amountIn(line, month)?.amount ?? 0n;
        const apart = of({ ...whole, endsOn: cut }) + (cut < last ? of({ ...whole, startsOn: addDays(cut, 1) }) : 0n) - of(whole);
        expect(apart >= -1n && apart <= 1n).toBe(true);
      }
    }),
  );
});
