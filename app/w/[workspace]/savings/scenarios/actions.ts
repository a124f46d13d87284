"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { action } from "@/lib/action";
import { clientAddress } from "@/lib/auth";
import { deleteScenario, type Keeper, restoreScenario, saveScenario } from "@/lib/scenarios/mutations";
import { keptFormSchema, scenarioIdFormSchema } from "@/lib/scenarios/schema";
import type { Entered } from "@/lib/session";

function keeperOf({ access, may }: Entered): Keeper {
  return { access, mayShare: may("scenarios:write") };
}

export const keepScenarioAction = action("scenarios:keep", keptFormSchema, async (entered, kept) => {
  const id = await saveScenario(keeperOf(entered), kept, { address: await clientAddress() });
  revalidatePath("/w", "layout");
  redirect(`/w/${entered.workspace.slug}/savings/scenarios/${id}`);
});

export const deleteScenarioAction = action("scenarios:keep", scenarioIdFormSchema, async (entered, { id }) => {
  await deleteScenario(keeperOf(entered), id, { address: await clientAddress() });
  revalidatePath("/w", "layout");
  redirect(`/w/${entered.workspace.slug}/savings/scenarios`);
});

export const restoreScenarioAction = action("scenarios:keep", scenarioIdFormSchema, async (entered, { id }) => {
  await restoreScenario(keeperOf(entered), id, { address: await clientAddress() });
  revalidatePath("/w", "layout");
});
