"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "@/lib/action";
import { restoreImport, undoImport } from "@/lib/imports/mutations";
import { importIdSchema } from "@/lib/imports/schema";

const schema = z.object({ id: importIdSchema });

export const undoImportAction = action("imports:write", schema, async ({ access }, { id }) => {
  await undoImport(access, id);
  revalidatePath("/w", "layout");
});

export const restoreImportAction = action("imports:write", schema, async ({ access }, { id }) => {
  await restoreImport(access, id);
  revalidatePath("/w", "layout");
});
