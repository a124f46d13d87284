import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { noQuerySchema } from "@/lib/api/wire";
import { budgetJson } from "@/lib/budgets/json";
import { changeBudget, withdrawBudget } from "@/lib/budgets/mutations";
import { budgetById } from "@/lib/budgets/queries";
import { budgetIdOf, changedBudgetSchema } from "@/lib/budgets/schema";

/** Supersedes the terms of a budget, from a month on. */
export const PATCH = apiRoute("budgets:write", async ({ access, request, params, url }) => {
  parseQuery(url, noQuerySchema);
  const { id } = await budgetById(access, budgetIdOf(params.id)); // what is not there is not told apart by its input
  return Response.json(budgetJson(await changeBudget(access, id, await parseJson(request, changedBudgetSchema))));
});

/** Withdraws a budget; it stays in the history. */
export const DELETE = apiRoute("budgets:write", async ({ access, params, url }) => {
  parseQuery(url, noQuerySchema);
  return Response.json(budgetJson(await withdrawBudget(access, budgetIdOf(params.id))));
});
