"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { action } from "@/lib/action";
import { recordStanding } from "@/lib/sources/mutations";
import { standingFormSchema } from "@/lib/sources/schema";

export const recordStandingAction = action("attribution:write", standingFormSchema, async ({ access, workspace }, standing) => {
  await recordStanding(access, standing);
  revalidatePath("/", "layout");
  redirect(`/w/${workspace.slug}/settings/sources`);
});
