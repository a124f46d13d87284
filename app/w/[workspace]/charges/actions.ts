"use server";
import { revalidatePath } from "next/cache";
import { action } from "@/lib/action";
import { clientAddress } from "@/lib/auth";
import { counterCharge, endCharge, recordCharge, withdrawCharge } from "@/lib/fixed-charges/mutations";
import { counterFormSchema, endFormSchema, fixedChargeFormSchema, withdrawFormSchema } from "@/lib/fixed-charges/schema";

const everything = () => revalidatePath("/w", "layout");

export const recordChargeAction = action("finance:write", fixedChargeFormSchema, async ({ access }, charge) => {
  await recordCharge(access, charge, { address: await clientAddress() });
  everything();
});

export const endChargeAction = action("finance:write", endFormSchema, async ({ access }, { id, on }) => {
  await endCharge(access, id, on, { address: await clientAddress() });
  everything();
});

export const counterChargeAction = action("finance:write", counterFormSchema, async ({ access }, { id, ...counter }) => {
  await counterCharge(access, id, counter, { address: await clientAddress() });
  everything();
});

export const withdrawChargeAction = action("finance:write", withdrawFormSchema, async ({ access }, { id }) => {
  await withdrawCharge(access, id, { address: await clientAddress() });
  everything();
});
