"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "@/lib/action";
import { closeMonth, reopenMonth } from "@/lib/closing/mutations";
import { acknowledgedSchema, reopenSchema } from "@/lib/closing/schema";
import { isMonth } from "@/lib/period";

const monthSchema = z.string().refine(isMonth, "not_a_month");

export const closeMonthAction = action(
  "periods:close",
  z.object({ month: monthSchema, acknowledge: acknowledgedSchema }),
  async ({ access }, { month, acknowledge }) => {
    await closeMonth(access, month, acknowledge);
    revalidatePath("/", "layout");
  },
);

export const reopenMonthAction = action("periods:reopen", reopenSchema.extend({ month: monthSchema }), async ({ access }, { month, reason }) => {
  await reopenMonth(access, month, reason);
  revalidatePath("/", "layout");
});
