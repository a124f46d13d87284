import { afterEach, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { mintAccess } from "@/lib/access-mint";
import { auditTrail } from "@/lib/audit/queries";
import { pool } from "@/lib/db";
import { dollars, parseDollars } from "@/lib/money";
import { monthPeriod } from "@/lib/period";
import { spend } from "@/lib/spend/queries";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { takeRows, usageRow } from "@/lib/testing/rows";
import { forEachClass } from "@/lib/usage/tokens";
import { reachedThresholds, remaining } from "./budget";
import { budgetStateJson } from "./json";
import { changeBudget, createBudget, restoreBudget, withdrawBudget } from "./mutations";
import { budgetById, budgetOf, budgetStates, budgets } from "./queries";
import { changedBudgetSchema, newBudgetSchema } from "./schema";

freshDatabase();
afterEach(() => {
  delete process.env.OBOLE_NOW;
});

const budget = (given: object) => newBudgetSchema.parse({ amount: "100", from: "2026-06", ...given });

/** A million tokens of input to GPT-4o each day, $2.50 a million, by a team. */
function daily(days: string[], team: string) {
  return days.map((day) =>
    usageRow({
      startsAt: Date.parse(`${day}T10:00:00Z`),
      requestId: `${team} ${day}`,
      team,
      tokens: { ...forEachClass(() => 0n), input: 1_000_000n },
    }),
  );
}

function juneDays(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `2026-06-${String(from + index).padStart(2, "0")}`);
}

async function teamId({ workspaceId }: Access, name: string): Promise<number> {
  const { rows } = await pool().query("select id from dimension_value where workspace_id = $1 and kind = 'team' and name = $2", [workspaceId, name]);
  return rows[0].id;
}

test("a budget stands as spend does: spent, left, forecast, what it went to", async () => {
  process.env.OBOLE_NOW = "2026-06-21T12:00:00Z";
  const access = await freshWorkspace();
  await takeRows(access, [...daily(juneDays(1, 20), "Search"), ...daily(juneDays(11, 20), "Support")]);
  await createBudget(access, budget({ amount: "100", thresholds: [75, 80].map((percent) => ({ percent: String(percent), of: "actual" })) }));
  await createBudget(access, budget({ amount: "40", scope: { team: "Search" }, thresholds: [{ percent: "100", of: "forecast" }] }));
  const [all, search] = await budgetStates(access, "2026-06");
  if (!all || !search) throw new Error("two budgets were made");

  // 30 days of a team × $2.50 = $75, of which Search 20 × 2.50 = 50.
  expect(all.actual).toBe(parseDollars("75"));
  expect(all.actual).toBe((await spend(access, { period: monthPeriod("2026-06", "UTC") })).total.cost);
  expect(remaining(all)).toBe(parseDollars("25"));
  expect(reachedThresholds(all).map(({ isReached }) => isReached)).toEqual([true, false]); // 75 % exactly, and not 80 %
  expect(all.contributors.names.map(({ name, sums }) => [name, dollars(sums.cost ?? 0n)])).toEqual([
    ["Search", "50"],
    ["Support", "25"],
  ]);

  // Each weekday of the last weeks cost Search $2.50, and ten days are to come: 50 + 10 × 2.50 = 75, which is over 40.
  expect(budgetStateJson(search)).toMatchObject({
    ...{ actual: "50", remaining: "-10", used_percent: "125.0", scope: { team: "Search" }, month: "2026-06" },
    forecast: { likely: "75", low: "75", high: "75" },
    thresholds: [{ percent: "100", of: "forecast", reached: true }],
    contributors: [{ name: "openai/gpt-4o", cost: "50" }],
  });
});

test("on too little data the forecast is refused, with the reason; a month that is over has none", async () => {
  process.env.OBOLE_NOW = "2026-06-06T12:00:00Z";
  const access = await freshWorkspace();
  await takeRows(access, daily(juneDays(1, 5), "Search"));
  await createBudget(access, budget({}));
  const [state] = await budgetStates(access, "2026-06");
  expect(state?.forecast).toEqual({ refused: "too_few_days", reported: 5, needed: 14 });
  expect(state && reachedThresholds(state).at(-1)).toMatchObject({ of: "forecast", isReached: null });
  process.env.OBOLE_NOW = "2026-07-06T12:00:00Z";
  expect((await budgetStates(access, "2026-06"))[0]?.forecast).toBeNull();
});

test("usage without a price is no spend, and is told beside it", async () => {
  process.env.OBOLE_NOW = "2026-06-06T12:00:00Z";
  const access = await freshWorkspace();
  await takeRows(access, [usageRow({ startsAt: Date.parse("2026-06-02T10:00:00Z"), requestId: "1", model: "no-such-model" })]);
  await createBudget(access, budget({}));
  const [state] = await budgetStates(access, "2026-06");
  expect(state).toMatchObject({ actual: null, unpriced: 100n });
  expect(state && budgetStateJson(state)).toMatchObject({ actual: null, remaining: null, used_percent: null, unpriced_tokens: 100 });
});

test("terms are superseded from a month on, never edited; withdrawn and brought back", async () => {
  const access = await freshWorkspace();
  const { id } = await createBudget(access, budget({ amount: "100", note: "first try" }));
  await changeBudget(access, id, changedBudgetSchema.parse({ amount: "150", from: "2026-08" }));
  const amounts = async (month: string) => (await budgetStates(access, month)).map(({ terms }) => dollars(terms.amount));
  expect([await amounts("2026-05"), await amounts("2026-07"), await amounts("2026-08")]).toEqual([[], ["100"], ["150"]]);
  expect((await budgetById(access, id)).versions.map(({ note }) => note)).toEqual(["first try", "first try"]);
  await withdrawBudget(access, id);
  expect(await amounts("2026-08")).toEqual([]);
  await expect(changeBudget(access, id, {})).rejects.toMatchObject({ code: "rule_not_in_force" });
  await restoreBudget(access, id);
  expect(await amounts("2026-08")).toEqual(["150"]);
  await expect(withdrawBudget(await freshWorkspace(), id)).rejects.toMatchObject({ code: "not_found" });
  const { items } = await auditTrail(access, {});
  expect(items.map(({ action }) => action)).toEqual(["budget.restored", "budget.withdrawn", "budget.changed", "budget.created"]);
});

test("a budget is of what is known; the page of a team finds that of the team", async () => {
  const access = await freshWorkspace();
  await takeRows(access, daily(["2026-06-01"], "Search"));
  for (const scope of [{ team: "Serch" }, { project: "none" }, { model: "openai/gpt-40" }, { provider: "opnai" }])
    await expect(createBudget(access, budget({ scope }))).rejects.toMatchObject({ options: { errors: [{ code: "unknown_name" }] } });
  const ofTeam = await createBudget(access, budget({ scope: { team: "Search" } }));
  const ofModel = await createBudget(access, budget({ scope: { model: "openai/gpt-4o" } }));
  expect((await budgetOf(access, "2026-06", { team: ["Search"] }))?.budget.id).toBe(ofTeam.id);
  expect((await budgetOf(access, "2026-06", { model: ["openai/gpt-4o"] }))?.budget.id).toBe(ofModel.id);
  expect(await budgetOf(access, "2026-06", {})).toBeNull();
  expect(await budgetOf(access, "2026-06", { team: ["Search"], model: ["openai/gpt-4o"] })).toBeNull();
});

test("who sees one team sees its budgets only", async () => {
  const access = await freshWorkspace();
  await takeRows(access, [...daily(["2026-06-01"], "Search"), ...daily(["2026-06-01"], "Support")]);
  await createBudget(access, budget({}));
  await createBudget(access, budget({ scope: { model: "openai/gpt-4o" } }));
  await createBudget(access, budget({ scope: { team: "Support" } }));
  const own = await createBudget(access, budget({ scope: { team: "Search" } }));
  const limited = mintAccess({ ...access, teams: [await teamId(access, "Search")], actor: "user:someone" });
  expect((await budgets(limited)).map(({ id }) => id)).toEqual([own.id]);
  expect((await budgetStates(limited, "2026-06")).map(({ actual }) => actual)).toEqual([parseDollars("2.5")]);
});
