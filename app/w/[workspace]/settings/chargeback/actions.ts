"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { action } from "@/lib/action";
import { clientAddress } from "@/lib/auth";
import { recordChargebackRule, recordSpreadRule, withdrawChargebackRule, withdrawSpreadRule } from "@/lib/chargeback/mutations";
import { chargebackFormSchema, spreadFormSchema, withdrawSchema } from "@/lib/chargeback/schema";

const everything = () => revalidatePath("/w", "layout");

export const recordChargebackAction = action("finance:write", chargebackFormSchema, async ({ access, workspace }, rule) => {
  await recordChargebackRule(access, rule, { address: await clientAddress() });
  everything();
  redirect(`/w/${workspace.slug}/settings/chargeback#rules`);
});

export const withdrawChargebackAction = action("finance:write", withdrawSchema, async ({ access, workspace }, { id }) => {
  await withdrawChargebackRule(access, id, { address: await clientAddress() });
  everything();
  redirect(`/w/${workspace.slug}/settings/chargeback#rules`);
});

export const recordSpreadAction = action("finance:write", spreadFormSchema, async ({ access }, rule) => {
  await recordSpreadRule(access, rule, { address: await clientAddress() });
  everything();
});

export const withdrawSpreadAction = action("finance:write", withdrawSchema, async ({ access }, { id }) => {
  await withdrawSpreadRule(access, id, { address: await clientAddress() });
  everything();
});
