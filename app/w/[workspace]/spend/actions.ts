"use server";
import { revalidatePath } from "next/cache";
import { action } from "@/lib/action";
import { annotate, changeAnnotation, deleteAnnotation, restoreAnnotation } from "@/lib/annotations/mutations";
import { annotationIdSchema, changedAnnotationSchema, newAnnotationSchema } from "@/lib/annotations/schema";
import type { Entered } from "@/lib/session";
import { chooseDefaultView, deleteView, type Keeper, renameView, restoreView, saveView } from "@/lib/views/mutations";
import { newViewSchema, renamedViewSchema, viewIdSchema } from "@/lib/views/schema";

function keeperOf({ access, person, may }: Entered): Keeper {
  return { access, person, mayShare: may("views:share") };
}

export const saveViewAction = action("views:write", newViewSchema, async (entered, view) => {
  await saveView(keeperOf(entered), view);
  revalidatePath("/w", "layout");
});

export const renameViewAction = action("views:write", renamedViewSchema, async (entered, { id, name }) => {
  await renameView(keeperOf(entered), id, name);
  revalidatePath("/w", "layout");
});

export const deleteViewAction = action("views:write", viewIdSchema, async (entered, { id }) => {
  await deleteView(keeperOf(entered), id);
  revalidatePath("/w", "layout");
});

export const restoreViewAction = action("views:write", viewIdSchema, async (entered, { id }) => {
  await restoreView(keeperOf(entered), id);
  revalidatePath("/w", "layout");
});

export const chooseDefaultViewAction = action("views:write", viewIdSchema, async (entered, { id }) => {
  await chooseDefaultView(keeperOf(entered), id);
  revalidatePath("/w", "layout");
});

export const annotateAction = action("annotations:write", newAnnotationSchema, async ({ access }, written) => {
  await annotate(access, written);
  revalidatePath("/w", "layout");
});

export const changeAnnotationAction = action("annotations:write", changedAnnotationSchema, async ({ access }, { id, ...written }) => {
  await changeAnnotation(access, id, written);
  revalidatePath("/w", "layout");
});

export const deleteAnnotationAction = action("annotations:write", annotationIdSchema, async ({ access }, { id }) => {
  await deleteAnnotation(access, id);
  revalidatePath("/w", "layout");
});

export const restoreAnnotationAction = action("annotations:write", annotationIdSchema, async ({ access }, { id }) => {
  await restoreAnnotation(access, id);
  revalidatePath("/w", "layout");
});
