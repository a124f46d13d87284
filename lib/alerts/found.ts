import "server-only";
import type { Access } from "@/lib/access";
import { type BudgetState, reachedThresholds } from "@/lib/budgets/budget";
import { budgetStates } from "@/lib/budgets/queries";
import { decimalText, dollars } from "@/lib/money";
import { addDays, addMonths, dayOf, daysBetween, daysPeriod, type Instant, monthOf } from "@/lib/period";
import { lastWholeDay } from "@/lib/spend/forecast";
import { spend } from "@/lib/spend/queries";
import { daysLookedBackOn, drivenDays } from "@/lib/spend/unusual";
import type { Found } from "./alert";

/** Days that are still news. */
const recentDays = 7;
const mostContributors = 3;

/** What is worth telling of a workspace now: thresholds reached this month and the last, days out of the ordinary, models without a price. */
export async function alertsFound(access: Access, at: Instant): Promise<Found[]> {
  const month = monthOf(at, access.timezone);
  const states = [...(await budgetStates(access, addMonths(month, -1))), ...(await budgetStates(access, month))];
  return [...states.flatMap(thresholdsReached), ...(await unusualAndUnpriced(access, at))];
}

function thresholdsReached(state: BudgetState): Found[] {
  const { budget, month, terms, actual, forecast, contributors } = state;
  return reachedThresholds(state).flatMap(({ percent, of, isReached }): Found[] => {
    const reached = of === "actual" ? actual : forecast && "likely" in forecast ? forecast.likely : null;
    if (!isReached || reached === null) return [];
    const [share, amount] = [decimalText(percent), dollars(terms.amount)];
    return [
      {
        // Another amount is another threshold: a budget that was raised tells of itself again.
        key: ["budget", budget.id, month, of, share, amount].join(" "),
        data: {
          event: "budget.threshold_reached",
          ...{ budget_id: String(budget.id), scope: budget.scope, month, amount, percent: share, of, reached: dollars(reached) },
          contributors: contributors.names
            .slice(0, mostContributors)
            .map(({ name, sums: { cost } }) => ({ name, cost: cost === null ? null : dollars(cost) })),
        },
      },
    ];
  });
}

async function unusualAndUnpriced(access: Access, at: Instant): Promise<Found[]> {
  const today = dayOf(at, access.timezone);
  const period = daysPeriod(addDays(today, -(recentDays + daysLookedBackOn)), addDays(today, 1), access.timezone);
  const recent = daysPeriod(addDays(today, -recentDays), addDays(today, 1), access.timezone);
  const { rows, total } = await spend(access, { period, granularity: "day", groupBy: ["team"] });
  const { unpricedModels } = (await spend(access, { period: recent })).total;
  const teamDays = rows.flatMap(({ period: day, cost, dimensions }) => (day === null ? [] : [{ day, team: dimensions.team ?? null, cost }]));
  const until = lastWholeDay(total.dataUntil, at, access.timezone);
  const days = until === null ? [] : daysBetween(addDays(today, -recentDays), addDays(until, 1));
  return [
    ...drivenDays(teamDays, days).map(
      ({ day, cost, usual, driver }): Found => ({
        key: `unusual ${day}`,
        data: {
          event: "spend.unusual_day",
          ...{ day, cost: dollars(cost), usual: dollars(usual) },
          driver: driver && { team: driver.name, cost: dollars(driver.cost), usual: dollars(driver.usual) },
        },
      }),
    ),
    ...unpricedModels.map(
      ({ name, tokens }): Found => ({ key: `unpriced ${name}`, data: { event: "model.unpriced", name, tokens: String(tokens) } }),
    ),
  ];
}
