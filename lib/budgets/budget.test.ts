import { expect, test } from "vitest";
import { decimalText, parseDecimal, parseDollars } from "@/lib/money";
import { type BudgetVersion, reachedThresholds, remaining, type Threshold, termsIn } from "./budget";
import { budgetFormSchema, newBudgetSchema } from "./schema";

const version = (of: Partial<BudgetVersion>): BudgetVersion => ({
  ...{ id: 1, amount: parseDollars("500"), from: "2026-06", to: null, thresholds: [], note: null, recordedAt: 0, recordedBy: "system" },
  ...of,
});
const of = (percent: string, measured: Threshold["of"]): Threshold => ({ percent: parseDecimal(percent), of: measured });

test("a month has the terms that were recorded last of those that have begun", () => {
  const june = version({ id: 1 });
  const august = version({ id: 2, from: "2026-08", to: "2026-09" });
  const versions = [june, august];
  expect(termsIn({ versions }, "2026-05")).toBeNull();
  expect(termsIn({ versions }, "2026-07")).toBe(june);
  expect(termsIn({ versions }, "2026-08")).toBe(august);
  expect(termsIn({ versions }, "2026-10")).toBeNull(); // it ended, and does not fall back to what it superseded
  const corrected = version({ id: 3, amount: parseDollars("700") });
  expect(termsIn({ versions: [...versions, corrected] }, "2026-08")).toBe(corrected);
});

test("a threshold is reached at exactly its share, to the pico-dollar", () => {
  // 80 % of 500 is 400; 82.5 % is 412.50; of the forecast 100 % is 500.
  const terms = version({ thresholds: [of("80", "actual"), of("82.5", "actual"), of("100", "forecast")] });
  const reached = (actual: bigint, likely: bigint) =>
    reachedThresholds({ terms, actual, forecast: { likely, low: likely, high: likely, days: new Map() } }).map(({ isReached }) => isReached);
  expect(reached(parseDollars("400"), parseDollars("500"))).toEqual([true, false, true]);
  expect(reached(parseDollars("400") - 1n, parseDollars("500") - 1n)).toEqual([false, false, false]);
  expect(reached(parseDollars("412.5"), 0n)).toEqual([true, true, false]);
});

test("what cannot be known is neither reached nor missed", () => {
  const terms = version({ thresholds: [of("80", "actual"), of("100", "forecast")] });
  const told = reachedThresholds({ terms, actual: null, forecast: { refused: "too_few_days", reported: 3, needed: 14 } });
  expect(told.map(({ isReached }) => isReached)).toEqual([null, null]);
  expect(remaining({ terms, actual: null })).toBeNull();
  expect(remaining({ terms, actual: parseDollars("512.34") })).toBe(parseDollars("-12.34"));
});

test("thresholds are typed with spaces or commas, in French too; each counts once, in order", () => {
  const form = { scope: "team", name: "Search", amount: "1250,50", from: "2026-06", to: "", actual: "100, 80 80 %, 82,5", forecast: "", note: "" };
  const { thresholds, amount, scope } = budgetFormSchema.parse(form);
  expect(thresholds.map(({ percent, of: measured }) => `${measured} ${decimalText(percent)}`)).toEqual(["actual 80", "actual 82.5", "actual 100"]);
  expect(amount).toBe(parseDollars("1250.5"));
  expect(scope).toEqual({ kind: "team", name: "Search" });
});

test.each([
  [{ amount: "0" }, "amount"],
  [{ amount: "-5" }, "amount"],
  [{ from: "2026-13" }, "from"],
  [{ to: "2026-05" }, "to"],
  [{ scope: { team: "A", model: "b/c" } }, "scope"],
  [{ thresholds: [{ percent: "0", of: "actual" }] }, "thresholds.0.percent"],
  [{ thresholds: [{ percent: "80", of: "guess" }] }, "thresholds.0.of"],
])("%j is refused at %s", (given, path) => {
  const result = newBudgetSchema.safeParse({ amount: "500", from: "2026-06", ...given });
  expect(result.error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
});

test("without thresholds the usual ones are set; an empty list is none", () => {
  const usual = newBudgetSchema.parse({ amount: "500", from: "2026-06" }).thresholds;
  expect(usual.map(({ percent, of: measured }) => `${decimalText(percent)} ${measured}`)).toEqual(["80 actual", "100 actual", "100 forecast"]);
  expect(newBudgetSchema.parse({ amount: "500", from: "2026-06", thresholds: [] }).thresholds).toEqual([]);
});
