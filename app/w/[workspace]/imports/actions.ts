"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "@/lib/action";
import { deleteTemplate, renameTemplate, saveTemplate } from "@/lib/import-templates/mutations";
import { newTemplateSchema, renamedTemplateSchema, templateIdSchema } from "@/lib/import-templates/schema";
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

export const saveTemplateAction = action("imports:write", newTemplateSchema, async ({ access }, template) => {
  await saveTemplate(access, template);
  revalidatePath("/w", "layout");
});

export const renameTemplateAction = action("imports:write", renamedTemplateSchema, async ({ access }, { id, name }) => {
  await renameTemplate(access, id, name);
  revalidatePath("/w", "layout");
});

export const deleteTemplateAction = action("imports:write", templateIdSchema, async ({ access }, { id }) => {
  await deleteTemplate(access, id);
  revalidatePath("/w", "layout");
});
