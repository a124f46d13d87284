"use server";
import { redirect } from "next/navigation";
import { z } from "zod";
import { openAction } from "@/lib/action";
import { Refusal } from "@/lib/errors";
import { countOpenRequest } from "@/lib/estimator/open";
import { questionWithText } from "@/lib/estimator/paste";
import { pasteSchema } from "@/lib/estimator/schema";
import { openEstimatorOf } from "@/lib/workspaces/queries";

const openPasteSchema = pasteSchema.extend({ slug: z.string().max(100, "too_long") });

export const countPublicTextAction = openAction(openPasteSchema, async ({ slug, ...pasted }) => {
  await countOpenRequest();
  if (!(await openEstimatorOf(slug))) throw new Refusal("not_found");
  redirect(`/estimate/${encodeURIComponent(slug)}?${await questionWithText(pasted)}`);
});
