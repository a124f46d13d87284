import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { recordRules } from "@/lib/attribution/mutations";
import { auditTrail } from "@/lib/audit/queries";
import { minorText } from "@/lib/currency/currency";
import { chooseCurrency, recordRate } from "@/lib/currency/mutations";
import { tableText } from "@/lib/exports/table";
import { recordCharge } from "@/lib/fixed-charges/mutations";
import { newFixedChargeSchema } from "@/lib/fixed-charges/schema";
import { dollars, parseDecimal } from "@/lib/money";
import { monthPeriod } from "@/lib/period";
import { spend } from "@/lib/spend/queries";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader, take } from "@/lib/testing/files";
import { totalTokens } from "@/lib/usage/tokens";
import { recordChargebackRule, recordSpreadRule, withdrawChargebackRule } from "./mutations";
import { previewChargeback } from "./preview";
import { chargeback } from "./queries";
import { newChargebackRuleSchema, newSpreadRuleSchema, spreadFormSchema } from "./schema";
import { statementTable } from "./table";

freshDatabase();

// One million tokens into Mistral Medium 3.1 cost $0.40.
const used = (at: string, millions: number, team: string, user: string, id: string) =>
  `${at},mistral,mistral-medium-3.1,${millions}000000,0,0,1,,${team},,${user},${id}`;
const rule = (scope: object, cost_centre: string, more: object = {}) => newChargebackRuleSchema.parse({ scope, cost_centre, ...more });
const line = (given: object) =>
  newFixedChargeSchema.parse({ kind: "subscription", item: "Seats", price: "25", seats: 30, every: "month", from: "2026-06-01", ...given });

async function totals(access: Access, month = "2026-06", asOf?: number): Promise<Record<string, string>> {
  const { centres } = await chargeback(access, month, asOf === undefined ? {} : { asOf });
  return Object.fromEntries(centres.map(({ centre, total }) => [centre ?? "-", minorText(total.usd ?? 0n, "USD")]));
}

test("a team that moves on the 16th is split at that midnight in the workspace's zone, its seats by days", async () => {
  const access = await freshWorkspace({ timezone: "Europe/Paris" });
  await take(
    access,
    // 21:45 UTC on the 15th is 23:45 in Paris; a quarter of an hour later the 16th begins.
    [canonicalHeader, used("2026-06-15T21:45:00Z", 10, "Search", "nora", "r1"), used("2026-06-15T22:00:00Z", 5, "Search", "nora", "r2")].join("\n"),
  );
  await recordChargebackRule(access, rule({ team: "Search" }, "CC100", { ledger_code: "6135" }));
  await recordChargebackRule(access, rule({ team: "Search" }, "CC200", { from: "2026-06-16" }));
  await recordCharge(access, line({ team: "Search" }));
  // 10 M and 5 M tokens: $4.00 and $2.00; 30 × 25 = 750 over 15 and 15 days of June: 375 each.
  expect(await totals(access)).toEqual({ CC100: "379", CC200: "377", "-": "0" });
  const { bookings } = await chargeback(access, "2026-06");
  expect(bookings.map(({ account, kind }) => [account?.centre, account?.ledger, kind])).toEqual([
    ["CC100", "6135", "usage"],
    ["CC200", null, "usage"],
    ["CC100", "6135", "subscription"],
    ["CC200", null, "subscription"],
  ]);
});

test("shared usage and charges, in dollars and euros; the file adds up to the same cent", async () => {
  const access = await freshWorkspace();
  await take(
    access,
    [
      canonicalHeader,
      used("2026-06-03T10:00:00Z", 150, "Search", "nora", "r1"),
      used("2026-06-04T10:00:00Z", 75, "Support", "zoe", "r2"),
      used("2026-06-05T10:00:00Z", 25, "", "", "r3"),
      "2026-06-06T10:00:00Z,,nobody-priced-this,7,7,0,1,,Search,,,r4",
    ].join("\n"),
  );
  await chooseCurrency(access, { currency: "EUR", rule: "last" });
  await recordRate(access, { from: "USD", to: "EUR", day: "2026-06-30", rate: parseDecimal("0.86"), source: "treasury" });
  await recordChargebackRule(access, rule({ team: "Search" }, "CC100"));
  await recordChargebackRule(access, rule({ user: "zoe" }, "=CC200"));
  await recordSpreadRule(access, newSpreadRuleSchema.parse({ pool: "usage", method: "cost", ledger_code: "6199" }));
  await recordSpreadRule(access, spreadFormSchema.parse({ pool: "charges", method: "fixed", shares: "CC100 33,3333\n=CC200: 33.3333 %\n" }));
  await recordCharge(access, line({}));
  await recordCharge(
    access,
    line({ kind: "tax", item: "VAT", price: "100", seats: 1, currency: "EUR", every: "once", from: "2026-06-30", cost_centre: "CC300" }),
  );
  const statement = await chargeback(access, "2026-06");
  // Usage $60 and $30, the $10 of nobody 2 : 1 → 6.67 and 3.33. Seats 750: 33.3333 % → 249.99975: 250.00, twice, and 250.00 are left.
  // VAT: 100 € is 100 / 0.86 = 116.279… dollars, through the inverse.
  expect(await totals(access)).toEqual({ "=CC200": "283.33", CC100: "316.67", CC300: "116.28", "-": "250" });
  expect(minorText(statement.total.total.usd ?? 0n, "USD")).toBe("966.28");
  // 100 × 0.86 = 86.00 of usage, 645.00 of seats, and 100.00 as it was billed.
  expect(minorText(statement.total.total.reporting ?? 0n, "EUR")).toBe("831");
  expect(statement.total.usage.unpriced.tokens).toBe(14n);

  let text = "";
  for await (const part of tableText(statementTable(statement), "csv")) text += part;
  const rows: Record<string, string>[] = parse(text, { columns: true });
  const cents = (row: Record<string, string> | undefined, column: string) => Math.round(Number(row?.[column]) * 100);
  for (const column of ["amount_usd", "amount"]) {
    expect(rows.slice(0, -1).reduce((sum, row) => sum + cents(row, column), 0)).toBe(cents(rows.at(-1), column));
  }
  expect(rows.at(-1)).toMatchObject({
    month: "total",
    amount_usd: "966.28",
    amount: "831",
    currency: "EUR",
    rate: "0.86",
    rate_day: "2026-06-30",
    rate_source: "treasury",
  });
  expect(rows.find(({ share, kind }) => share === "shared" && kind === "usage")).toMatchObject({
    cost_centre: "'=CC200",
    ledger_code: "6199",
    amount_usd: "3.33",
  });
});

test("all usage of a month lands in one cost centre or in none: the sums are the spend, whatever the rules", async () => {
  const access = await freshWorkspace({ timezone: "America/Montreal" });
  const teams = ["Search", "Support", ""];
  const users = ["nora", "zoe", ""];
  const rows = Array.from({ length: 120 }, (_, place) =>
    used(
      new Date(Date.UTC(2026, 5, 1 + (place % 30), place % 24)).toISOString(),
      1 + (place % 7),
      teams[place % 3] ?? "",
      users[(place >> 2) % 3] ?? "",
      `r${place}`,
    ),
  );
  await take(access, [canonicalHeader, ...rows].join("\n"));
  await recordRules(access, [{ kind: "merge", dimension: "team", value: "Support", into: "Search", from: "2026-06-20", note: null }]);
  const { total } = await spend(access, { period: monthPeriod("2026-06", access.timezone) });
  const scope = fc.record({ team: fc.constantFrom("Search", "Support"), user: fc.constantFrom("nora", "zoe") }, { requiredKeys: [] });
  const given = fc.record({
    scope,
    cost_centre: fc.constantFrom("A", "B", "C"),
    from: fc.constantFrom("", "2026-06-01", "2026-06-10", "2026-06-21"),
  });
  const recorded: number[] = [];
  await fc.assert(
    fc.asyncProperty(
      given.filter((each) => Object.keys(each.scope).length > 0),
      async (each) => {
        recorded.push((await recordChargebackRule(access, newChargebackRuleSchema.parse(each))).id);
        const { centres, usage } = await chargeback(access, "2026-06");
        const sum = (of: (sums: (typeof centres)[number]["usage"]) => bigint) => centres.reduce((all, centre) => all + of(centre.usage), 0n);
        expect(dollars(sum(({ cost }) => cost ?? 0n))).toBe(dollars(total.cost ?? 0n));
        expect(sum(({ tokens }) => totalTokens(tokens))).toBe(totalTokens(total.tokens));
        expect(usage.reduce((all, { sums }) => all + sums.requests, 0n)).toBe(total.requests);
      },
    ),
    { numRuns: 12 },
  );
  for (const id of recorded) await withdrawChargebackRule(access, id);
  expect(Object.keys(await totals(access))).toEqual(["-"]);
});

test("what a rule would move is what it moves, and withdrawing it moves it back", async () => {
  const access = await freshWorkspace();
  await take(
    access,
    [canonicalHeader, used("2026-05-03T10:00:00Z", 10, "Search", "nora", "r1"), used("2026-06-20T10:00:00Z", 5, "Search", "nora", "r2")].join("\n"),
  );
  const given = rule({ team: "Search" }, "CC100", { from: "2026-06-16" });
  expect(await previewChargeback(access, { add: given })).toEqual([
    { month: "2026-06", from: null, to: "CC100", tokens: 5_000_000n, cost: 2_000_000_000_000n },
  ]);
  expect(await totals(access)).toEqual({ "-": "2" });
  const { id } = await recordChargebackRule(access, given);
  expect(await totals(access)).toEqual({ CC100: "2", "-": "0" });
  expect(await totals(access, "2026-06", Date.parse("2026-01-01"))).toEqual({ "-": "2" }); // before anybody said so
  expect(await previewChargeback(access, { withdraw: id })).toMatchObject([{ from: "CC100", to: null }]);
  await withdrawChargebackRule(access, id);
  await expect(withdrawChargebackRule(access, id)).rejects.toMatchObject({ code: "rule_not_in_force" });
  await expect(recordChargebackRule(access, rule({ team: "Nobody" }, "CC100"))).rejects.toMatchObject({
    options: { errors: [{ path: "team", code: "unknown_name" }] },
  });
  expect((await auditTrail(access)).items.slice(0, 2).map(({ action }) => action)).toEqual(["chargeback_rule.withdrawn", "chargeback_rule.recorded"]);
});

test.each([
  [{ pool: "usage", method: "fixed" }, "shares shares_of_fixed"],
  [{ pool: "usage", method: "even", shares: [{ cost_centre: "A", percent: "5" }] }, "shares shares_of_fixed"],
  [
    {
      pool: "usage",
      method: "fixed",
      shares: [
        { cost_centre: "A", percent: "60" },
        { cost_centre: "B", percent: "40.0001" },
      ],
    },
    "shares over_100_shared",
  ],
  [
    {
      pool: "usage",
      method: "fixed",
      shares: [
        { cost_centre: "A", percent: "6" },
        { cost_centre: "A", percent: "4" },
      ],
    },
    "shares stands_twice",
  ],
  [{ pool: "usage", method: "cost", from: "2026-06-15" }, "from not_a_month"],
])("%j is refused, and it says where", (given, expected) => {
  expect(newSpreadRuleSchema.safeParse(given).error?.issues.map(({ path, message }) => `${path.join(".")} ${message}`)).toEqual([expected]);
});
