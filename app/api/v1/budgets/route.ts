import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { noQuerySchema } from "@/lib/api/wire";
import { budgetJson, budgetStateJson } from "@/lib/budgets/json";
import { createBudget } from "@/lib/budgets/mutations";
import { budgetStates } from "@/lib/budgets/queries";
import { budgetsQuerySchema, newBudgetSchema } from "@/lib/budgets/schema";
import { now } from "@/lib/clock";
import { monthOf } from "@/lib/period";

/** The budgets of a month, each with how it stands and its forecast. */
export const GET = apiRoute("budgets:see", async ({ access, url }) => {
  const { month = monthOf(now(), access.timezone) } = parseQuery(url, budgetsQuerySchema);
  return Response.json({ items: (await budgetStates(access, month)).map(budgetStateJson), next_cursor: null });
});

/** Makes a budget. */
export const POST = apiRoute("budgets:write", async ({ access, request, url }) => {
  parseQuery(url, noQuerySchema);
  return Response.json(budgetJson(await createBudget(access, await parseJson(request, newBudgetSchema))), { status: 201 });
});
