"use server";
import { revalidatePath } from "next/cache";
import { openAction } from "@/lib/action";
import { unsubscribe } from "@/lib/report-deliveries/mutations";
import { unsubscribeSchema } from "@/lib/report-deliveries/schema";

export const unsubscribeAction = openAction(unsubscribeSchema, async ({ token }) => {
  await unsubscribe(token);
  revalidatePath("/unsubscribe/[token]", "page");
});
