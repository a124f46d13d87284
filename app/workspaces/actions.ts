"use server";
import { redirect } from "next/navigation";
import { personalAction } from "@/lib/action";
import { createWorkspace } from "@/lib/workspaces/mutations";
import { newWorkspaceSchema } from "@/lib/workspaces/schema";

export const createWorkspaceAction = personalAction(newWorkspaceSchema, async (person, of) => {
  const { slug } = await createWorkspace(person, of);
  redirect(`/w/${slug}/spend`);
});
