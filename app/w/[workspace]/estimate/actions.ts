"use server";
import { redirect } from "next/navigation";
import { action } from "@/lib/action";
import { questionWithText } from "@/lib/estimator/paste";
import { pasteSchema } from "@/lib/estimator/schema";
import { countRequest } from "@/lib/request-rate";

export const countTextAction = action("models:see", pasteSchema, async ({ access, workspace }, pasted) => {
  await countRequest(access.actor);
  redirect(`/w/${workspace.slug}/estimate?${await questionWithText(pasted)}`);
});
