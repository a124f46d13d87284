"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "@/lib/action";
import { stopEntry, writeDown } from "@/lib/by-hand/mutations";
import { newEntrySchema } from "@/lib/by-hand/schema";

export const writeDownAction = action("usage:write", newEntrySchema, async ({ access }, entry) => {
  await writeDown(access, entry);
  revalidatePath("/", "layout");
});

export const stopEntryAction = action("usage:write", z.object({ id: z.coerce.number().int().positive() }), async ({ access }, { id }) => {
  await stopEntry(access, id);
  revalidatePath("/", "layout");
});
