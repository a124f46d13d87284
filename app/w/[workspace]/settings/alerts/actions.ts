"use server";
import { revalidatePath } from "next/cache";
import { action } from "@/lib/action";
import { addRecipient, removeRecipient, testRecipient } from "@/lib/alerts/mutations";
import { newRecipientSchema, recipientIdSchema } from "@/lib/alerts/schema";

const shown = () => revalidatePath("/w/[workspace]/settings/alerts", "page");

export const addAlertRecipientAction = action("alerts:write", newRecipientSchema, async ({ access }, recipient) => {
  await addRecipient(access, recipient);
  shown();
});

export const testAlertRecipientAction = action("alerts:write", recipientIdSchema, async ({ access }, { id }) => {
  await testRecipient(access, id);
  shown();
});

export const removeAlertRecipientAction = action("alerts:write", recipientIdSchema, async ({ access }, { id }) => {
  await removeRecipient(access, id);
  shown();
});
