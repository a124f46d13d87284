"use server";
import { redirect } from "next/navigation";
import { z } from "zod";
import { action } from "@/lib/action";
import { deleteWorkspace } from "@/lib/workspaces/deletion";

export const deleteWorkspaceAction = action("workspace:delete", z.object({ confirmation: z.string().max(100) }), async ({ access }, asked) => {
  await deleteWorkspace(access, asked);
  redirect("/");
});
