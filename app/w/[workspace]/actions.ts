"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "@/lib/action";
import { clientAddress } from "@/lib/auth";
import { recordBaseline } from "@/lib/pricing/mutations";
import { loadSample, removeSample } from "@/lib/sample/mutations";

export const loadSampleAction = action("imports:write", z.object({}), async ({ access }) => {
  await loadSample(access);
  revalidatePath("/w", "layout");
});

export const removeSampleAction = action("imports:write", z.object({}), async ({ access }) => {
  await removeSample(access);
  revalidatePath("/w", "layout");
});

export const recordBaselineAction = action("prices:write", z.object({ provider: z.string(), model: z.string() }), async ({ access }, baseline) => {
  await recordBaseline(access, baseline, { address: await clientAddress() });
  revalidatePath("/w", "layout");
});
