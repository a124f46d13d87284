"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { action } from "@/lib/action";
import { clientAddress } from "@/lib/auth";
import { changeBudget, createBudget, restoreBudget, withdrawBudget } from "@/lib/budgets/mutations";
import { budgetFormSchema, budgetIdSchema, changeBudgetFormSchema } from "@/lib/budgets/schema";

const everything = () => revalidatePath("/w", "layout");

export const createBudgetAction = action("budgets:write", budgetFormSchema, async ({ access, workspace }, budget) => {
  await createBudget(access, budget, { address: await clientAddress() });
  everything();
  redirect(`/w/${workspace.slug}/budgets`);
});

export const changeBudgetAction = action("budgets:write", changeBudgetFormSchema, async ({ access }, { id, ...change }) => {
  await changeBudget(access, id, change, { address: await clientAddress() });
  everything();
});

export const withdrawBudgetAction = action("budgets:write", budgetIdSchema, async ({ access }, { id }) => {
  await withdrawBudget(access, id, { address: await clientAddress() });
  everything();
});

export const restoreBudgetAction = action("budgets:write", budgetIdSchema, async ({ access }, { id }) => {
  await restoreBudget(access, id, { address: await clientAddress() });
  everything();
});
