"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { action } from "@/lib/action";
import { clientAddress } from "@/lib/auth";
import { Refusal } from "@/lib/errors";
import { ruleOfForm } from "@/lib/repricing/form";
import { recordRules, withdrawRule } from "@/lib/repricing/mutations";

export const recordRuleAction = action("prices:write", z.record(z.string(), z.string()), async ({ access, workspace }, values) => {
  const { rule, errors } = ruleOfForm(values, workspace.timezone);
  if (errors)
    throw new Refusal("invalid_input", "some fields are wrong", {
      errors: Object.entries(errors).map(([path, code]) => ({ path, code, detail: code })),
    });
  await recordRules(access, [rule], { address: await clientAddress() });
  revalidatePath("/w", "layout");
  redirect(`/w/${workspace.slug}/settings/prices`);
});

export const withdrawRuleAction = action("prices:write", z.object({ id: z.coerce.number().int() }), async ({ access, workspace }, { id }) => {
  await withdrawRule(access, id, { address: await clientAddress() });
  revalidatePath("/w", "layout");
  redirect(`/w/${workspace.slug}/settings/prices`);
});
