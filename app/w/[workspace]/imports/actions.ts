"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "@/lib/action";
import { Refusal } from "@/lib/errors";
import { deleteTemplate, renameTemplate, saveTemplate } from "@/lib/import-templates/mutations";
import { newTemplateSchema, renamedTemplateSchema, templateIdSchema } from "@/lib/import-templates/schema";
import { resolveConflicts } from "@/lib/imports/conflict-resolution";
import { cancelImport, restoreImport, undoImport } from "@/lib/imports/mutations";
import { conflictIdSchema, importIdSchema } from "@/lib/imports/schema";

const schema = z.object({ id: importIdSchema });

export const undoImportAction = action("imports:write", schema, async ({ access }, { id }) => {
  await undoImport(access, id);
  revalidatePath("/w", "layout");
});

export const restoreImportAction = action("imports:write", schema, async ({ access }, { id }) => {
  await restoreImport(access, id);
  revalidatePath("/w", "layout");
});

export const cancelImportAction = action("imports:write", schema, async ({ access }, { id }) => {
  const cancelled = await cancelImport(access, id);
  revalidatePath("/w", "layout");
  if (!cancelled) throw new Refusal("import_ended", `import ${id} has ended before it could be cancelled`);
});

const choiceSchema = schema.extend({
  choice: z.enum(["replace", "keep", "replace_all", "keep_all"]),
  conflict: z.union([z.array(conflictIdSchema), conflictIdSchema.transform((one) => [one])], "choose_one").default([]),
});

export const resolveConflictsAction = action("imports:write", choiceSchema, async ({ access }, { id, choice, conflict }) => {
  const isAll = choice.endsWith("_all");
  if (!isAll && !conflict.length)
    throw new Refusal("invalid_input", "no conflict is chosen", { errors: [{ path: "conflict", code: "choose_one", detail: "" }] });
  const chosen = isAll ? "all" : conflict;
  await resolveConflicts(access, id, choice.startsWith("replace") ? { replace: chosen } : { keep: chosen });
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
