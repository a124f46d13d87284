"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { action } from "@/lib/action";
import { clientAddress } from "@/lib/auth";
import { recordBaseline, withdrawBaseline } from "@/lib/pricing/mutations";
import { baselineFormSchema, baselineIdSchema } from "@/lib/savings/schema";

export const recordBaselineAction = action("prices:write", baselineFormSchema, async ({ access, workspace }, baseline) => {
  await recordBaseline(access, baseline, { address: await clientAddress() });
  revalidatePath("/w", "layout");
  redirect(`/w/${workspace.slug}/savings/baselines`);
});

export const withdrawBaselineAction = action("prices:write", z.object({ id: baselineIdSchema }), async ({ access }, { id }) => {
  await withdrawBaseline(access, id, { address: await clientAddress() });
  revalidatePath("/w", "layout");
});
