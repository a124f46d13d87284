"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "@/lib/action";
import { loadSample, removeSample } from "@/lib/sample/mutations";

export const loadSampleAction = action("imports:write", z.object({}), async ({ access }) => {
  await loadSample(access);
  revalidatePath("/w", "layout");
});

export const removeSampleAction = action("imports:write", z.object({}), async ({ access }) => {
  await removeSample(access);
  revalidatePath("/w", "layout");
});
