"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { action } from "@/lib/action";
import { recordRules, withdrawRule } from "@/lib/attribution/mutations";
import { mergeFormSchema, ruleFormSchema, ruleIdSchema } from "@/lib/attribution/schema";
import { rulesOfTable } from "@/lib/attribution/table";

const everything = () => revalidatePath("/", "layout");

export const recordAttributionAction = action("attribution:write", ruleFormSchema, async ({ access }, rule) => {
  await recordRules(access, [rule]);
  everything();
});

export const recordMergeAction = action("attribution:write", mergeFormSchema, async ({ access }, merge) => {
  await recordRules(access, [merge]);
  everything();
});

export const recordAttributionTableAction = action(
  "attribution:write",
  z.object({ table: z.string().min(1, "required") }),
  async ({ access }, { table }) => {
    await recordRules(access, rulesOfTable(table));
    everything();
  },
);

export const withdrawAttributionAction = action("attribution:write", z.object({ id: ruleIdSchema }), async ({ access, workspace }, { id }) => {
  await withdrawRule(access, id);
  everything();
  redirect(`/w/${workspace.slug}/settings/attribution#rules`);
});
